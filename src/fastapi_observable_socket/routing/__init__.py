"""From a request to its reply: descriptors, binding, hooks, validation. No socket, no tasks.

A request takes this way through an `Endpoint`, each step of which is decided at registration::

    loading -> hooks -> binding (the handler) -> replies

At start-up

===============  ====================================================================
descriptors      what generated code says about routes: `CallRoute`, `Part`, `Reply`
table            the routes of a router, and everything that is wrong with them
registration     makes the endpoint of a route when its handler is registered
binding          which parameter of a handler gets what; `plain`: in the style of 1.1.1
decorators       the types of what `SocketRouter.on` returns
user_code        calls functions of users, async or not
===============  ====================================================================

For each request

===============  ====================================================================
endpoint         the steps of one route, and what an exception is answered
context          what a handler may know about the request
loading          reads payload and headers, and holds them to the contract
hooks            ``data_check``, ``access``, ``hydrate``, ``dehydrate``
dependencies     ``Depends``, solved by FastAPI for each request
replies          checks what a handler returned, and writes it
completion       puts the contract's defaults into replies
policy           concurrency, rate and caps of one route on one connection
hello            the endpoint of HELLO
collecting       keeps the garbage collector away from large requests
===============  ====================================================================

`values` decides about payloads and headers, reads typed values from them, and writes those.
"""
