"""The connections of a router: the only code near a socket, an event loop's tasks and timers.

A frame takes this way through::

    reading -> intake -> protocol.session -> calls -> routing.endpoint -> writer

=================  ==================================================================
connection         one connection: puts the parts below together
ending             how a connection is closed, cut, or left to its server
reading            frames come in, pulled from the server or pushed by a `Link`
intake             one frame: held to the limits, served, answered
calls              the requests that run: policies, deadlines, cancellation
call               one of them
writer             frames go out: in order, bounded, one write at a time
raw_messages       what user code sends on the socket itself
fairness           how long one connection may keep the others waiting
stalls             when a peer counts as one that does not read
transport          the server's transport: socket options, and how a peer is cut
closing            which close codes and reasons can be sent
tasks              how tasks start
handshake          who may connect: Origin and ``access_logic``
fleet              all connections of a router: watched, and drained
lifespan           an application starts, and shuts down: then comes the drain
signals            SIGTERM and SIGINT: the drain comes before the server's own end
bypass             the shortest way from the server to a router that is mounted
link               the port for server classes that do without ASGI's messages
starlette_socket   what we know of Starlette's insides
=================  ==================================================================
"""
