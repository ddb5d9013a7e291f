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

What decides about values, and makes them

===============  ====================================================================
judge            a compiled JSON Schema; `quick_schemas`: faster ones of equal meaning
validation       judge and pydantic model of one payload or headers object together
reading          models that alone decide about a JSON text; `literals`: true is not 1
unions, tagging  make pydantic choose the right member of a union
core_schemas     walks through pydantic's own schemas
dumping          models to plain data, on the fast path
writers          each kind of value on that path; `model_writers`: models
formats          dates, times and mail addresses to the letter of their RFCs
moments, values  Python types that are written as they came
pointers         JSON pointers
===============  ====================================================================
"""
