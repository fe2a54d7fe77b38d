"""The way to a Neo4j database: its address, its credentials, and what each failure on the way means."""

from __future__ import annotations

import getpass
import logging
import os
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import neo4j
from neo4j.exceptions import ClientError, DriverError, GqlError, IncompleteCommit, Neo4jError, ServiceUnavailable

from itmap.errors import StoreUnusable

Transaction = neo4j.Transaction | neo4j.ManagedTransaction

CONNECT_SECONDS = 15
RETRY_SECONDS = 30
OLDEST = (5, 0)  # of the protocol, which Neo4j 5 speaks first

# The driver tells its log what it then raises; a program without a log would print both.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Address:
    """Where a database is: `uri` of the server, `database` on it, and both as a user wrote them."""

    text: str
    uri: str
    database: str

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read neo4j://host:port/database. Raises StoreUnusable, never showing a password."""
        try:
            parts = urlsplit(text)
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        if "@" in text:
            raise StoreUnusable(
                "The store's address holds a user name or a password. Addresses are seen by others, in lists of what "
                "runs and in logs: set NEO4J_USERNAME and NEO4J_PASSWORD instead, and leave out everything up to the @."
            )
        database = parts.path.strip("/") if host else ""
        if not host or "/" in database or parts.query or parts.fragment:
            raise StoreUnusable(f"{text} is no address of a store. Give --store neo4j://host:7687/database.")
        where = f"[{host}]" if ":" in host else host
        return cls(text, f"{parts.scheme}://{where}:{port or 7687}", database or "neo4j")

    def connect(self) -> neo4j.Driver:
        """A driver, not yet connected."""
        user = os.environ.get("NEO4J_USERNAME") or "neo4j"
        return neo4j.GraphDatabase.driver(
            self.uri,
            auth=(user, self._password(user)),
            connection_timeout=CONNECT_SECONDS,
            max_transaction_retry_time=RETRY_SECONDS,
            user_agent="itmap",
        )

    def _password(self, user: str) -> str:
        password = os.environ.get("NEO4J_PASSWORD")
        if password is None and sys.stdin.isatty():
            password = getpass.getpass(f"Password of {user} for {self.text}: ")
        if password is None:
            raise StoreUnusable(f"{self.text} asks for a password. Set NEO4J_PASSWORD (and NEO4J_USERNAME).")
        return password

    @contextmanager
    def mended(self) -> Iterator[None]:
        """Turn the driver's errors into messages that say what to do."""
        try:
            yield
        except IncompleteCommit as error:
            raise StoreUnusable(
                f"The store {self.text} stopped answering while it wrote, and may have finished or not. Run the same "
                "command again: what has landed already stays as it is."
            ) from error
        except (DriverError, Neo4jError) as error:
            raise StoreUnusable(f"The store {self.text} {self._cause(error)} Nothing was changed.") from error

    def _cause(self, error: GqlError) -> str:
        for cause in _causes(error):
            if isinstance(cause, ssl.SSLCertVerificationError):
                return (
                    f"shows a certificate that can't be trusted ({cause.verify_message}). Write its address as the "
                    "certificate does, or have the certificate's issuer trusted on this machine."
                )
            if isinstance(cause, ssl.SSLError):
                return "does not speak TLS as its address asks (+s). Check the address, or leave out the +s."
        if isinstance(error, Neo4jError):
            return self._refusal(error)
        if isinstance(error, ServiceUnavailable) or error.is_retryable():
            tls = (
                " (and with +s its certificate)" if "+s" in self.uri else ""
            )  # an older driver keeps the cause to itself
            return f"does not answer. Check that the server runs, and that host and port of the address{tls} are right."
        return f"can't be used: {error}."

    def _refusal(self, error: Neo4jError) -> str:
        """What the server's answer means (https://neo4j.com/docs/status-codes/current/errors/)."""
        code = error.code or ""
        for known, cause in _REFUSALS.items():
            if known in code:
                return cause.format(database=self.database)
        if isinstance(error, ClientError) and ("ReadOnly" in code or "AccessMode" in code):
            return "can only be read. Ask for write permission, or give --store another address."
        if error.is_retryable():
            return f"can't take it just now ({error.message}). Run the command again."
        return f"can't be used: {error.message}."


_REFUSALS = {
    "Security.Unauthorized": "does not know that user name and password. Set NEO4J_USERNAME and NEO4J_PASSWORD.",
    "Security.AuthenticationRateLimit": "takes no further password for a while. Wait a minute, then try again.",
    "Security.CredentialsExpired": (
        "wants its first password to be changed. On its system database, run: "
        "ALTER CURRENT USER SET PASSWORD FROM 'old' TO 'new'."
    ),
    "Security.Forbidden": "does not let this user do that. Ask its administrator for the permission to read and write.",
    "Database.DatabaseNotFound": (
        "is not there: the server has no database {database}. Name one that it has at the end of the address, as in "
        "neo4j://host:7687/database."
    ),
    "Database.DatabaseUnavailable": "is not started: the server has stopped the database {database}. Start it.",
    "Transaction.Lock": "is being written by somebody else. Try again when they are done.",
    "Transaction.TransactionTimedOut": "takes no change that long. Import fewer files at once.",
    "OutOfMemory": (
        "has too little memory for so large a change. Import fewer files at once, or raise its memory "
        "(db.memory.transaction.max, or the heap)."
    ),
}


def run(transaction: Transaction | neo4j.Session, statement: str, **parameters: Any) -> neo4j.Result:
    """Run a statement made of the model's names; what users write is always a parameter."""
    return transaction.run(statement, parameters)


def passes(error: DriverError | Neo4jError) -> bool:
    """Whether the same can be tried again with hope, and without doing it twice."""
    return error.is_retryable() and not isinstance(error, IncompleteCommit) and "OutOfMemory" not in str(error)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and all that led to it: routing tries several servers and raises a group."""
    while error is not None:
        yield error
        for one in getattr(error, "exceptions", ()):
            yield from _causes(one)
        error = error.__cause__ or error.__context__
