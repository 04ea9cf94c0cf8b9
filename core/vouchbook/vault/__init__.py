"""People's keys: seals personal values on their way into the book, and opens them for those who may read.

``Vault`` is the door. Boxes and wrapped keys are worthless without the root key, which lies elsewhere.
"""

from vouchbook.domain.events import Busy, Damaged, NewerFormat
from vouchbook.domain.sealed import Erased
from vouchbook.vault.keyless import Keyless
from vouchbook.vault.passing import PassingKey
from vouchbook.vault.root import RootKey, RootKeyRefused
from vouchbook.vault.sealing import Vault

__all__ = ["Busy", "Damaged", "Erased", "Keyless", "NewerFormat", "PassingKey", "RootKey", "RootKeyRefused", "Vault"]
