"""What a letter says, found when it is written: ids become names, days and sums, and seals are opened for its reader.

``addressed`` finds to whom it goes, ``worded`` the words of its template. Neither is asked before a letter is sent or
shown, so that nothing personal waits in a queue.
"""

from vouchbook.service.wording.addresses import Addressee, addressed
from vouchbook.service.wording.asked import Mint, NotWorded, Worded
from vouchbook.service.wording.letterhead import Letterhead
from vouchbook.service.wording.words import worded

__all__ = ["Addressee", "Letterhead", "Mint", "NotWorded", "Worded", "addressed", "worded"]
