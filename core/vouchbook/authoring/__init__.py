"""What an author begins with: the package of a new association, written outside this repository."""

from vouchbook.authoring.codes import Unusable
from vouchbook.authoring.package import Written, write_association

__all__ = ["Unusable", "Written", "write_association"]
