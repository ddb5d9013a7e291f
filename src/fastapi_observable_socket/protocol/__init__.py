"""The wire protocol without I/O: no asyncio, no framework, the clock injected.

The rules that are cited as (R4.5) are those of ``schema/protocol/PROTOCOL.md``.

==========  =====================================================================
session     one connection: what a frame asks for, and which requests run
decoding    frames to requests
encoding    replies to frames
refusals    which members of a frame are to blame if it is no request
diagnosis   why a JSON text cannot be taken
limits      which limits can be kept
hello       what HELLO is answered
uuids       what correlates requests and answers
parsing     JSON text to plain data
measures    how deep, how long and how large JSON is
json_types  what kind of JSON a value is
==========  =====================================================================
"""
