"""A Neo4j server to try itmap with: `make neo4j`. It holds what is put there until Ctrl-C."""

from __future__ import annotations

import contextlib
import signal
import sys
import time

from tests.neo4j_server import JAVA_NEEDED, PASSWORD, USER, Server, java_home

if __name__ == "__main__":
    if java_home(17) is None:
        raise SystemExit("It needs a JDK of 17 or later, and Maven.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # whoever ends it otherwise leaves nothing behind either
    server = Server(next(iter(JAVA_NEEDED)), java_options=["-Xmx1g"])  # for a person, who may load much into it
    print(f"Starting Neo4j {server.release} ...", flush=True)
    server.start()
    print(
        f"neo4j {server.release} answers; in another terminal:\n\n"
        f"    export NEO4J_USERNAME={USER} NEO4J_PASSWORD={PASSWORD}\n"
        f"    itmap import FILES --store {server.uri}/neo4j\n\n"
        "Ctrl-C ends it and takes away what it holds.",
        flush=True,
    )
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            time.sleep(3600)
