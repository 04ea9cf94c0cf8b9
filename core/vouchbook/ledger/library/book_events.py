"""Every native event of an association as a library application, for the library's projections to follow."""

from __future__ import annotations

from eventsourcing.application import Application
from eventsourcing.persistence import ApplicationRecorder, InfrastructureFactoryError, Mapper

from vouchbook.ledger.library.factory import BookFactory
from vouchbook.ledger.library.lease import Lease
from vouchbook.ledger.library.native import NativeRecorder, RegistryMapper


class BookEvents(Application[str]):
    """What a ``ProjectionRunner`` takes as its ``application_class`` to follow the book itself.

    Topics are names of types (``endorsement_granted``). What a projection processes is a ``NativeEvent``: an entry
    of the book, its sealed fields closed. Nothing can be recorded this way.
    """

    name = "BookEvents"

    def construct_recorder(self) -> ApplicationRecorder:
        return NativeRecorder(self._lease())

    def construct_mapper(self) -> Mapper[str]:
        return RegistryMapper(self._lease().store.book)

    def _lease(self) -> Lease:
        if not isinstance(self.factory, BookFactory):
            raise InfrastructureFactoryError("BookEvents reads books only: PERSISTENCE_MODULE=vouchbook.ledger.library")
        return self.factory.lease
