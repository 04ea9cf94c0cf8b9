"""What lies beside an association's book and may be lost without losing a fact: sessions, codes, drafts, letters.

It keeps digests and sealed bytes, never a personal value that could be read; services seal and open.
"""

from vouchbook.desk import outbox
from vouchbook.desk.store import Desk

__all__ = ["Desk", "outbox"]  # the outbox lays out its own table: a desk is opened with every table there is
