"""JSON values: what decides about them, reads them as Python values, and writes those again.

The rest of `routing` uses the `Checker` of a payload or headers object.

=============  ======================================================================
checker        judge and pydantic model of one payload or headers object together
judge          a compiled JSON Schema
quick_schemas  schemas of equal meaning that are faster to check
uniqueness     whether the items of an array differ
pointers       where something is wrong, as a JSON pointer
=============  ======================================================================

Reading

=============  ======================================================================
reading        models that alone decide about a JSON text
literals       makes pydantic take each value for what it is: true is not 1
unions         keeps pydantic from choosing the wrong member of a union
tagging        lets pydantic choose a member of a union by its tag
core_schemas   walks through pydantic's own schemas
=============  ======================================================================

Writing

=============  ======================================================================
dumping        models to plain data, on a fast path
writers        how each kind of value is written on that path
model_writers  how models are
=============  ======================================================================

Python types

=============  ======================================================================
wire_types     numbers, strings and arrays that are written as they came
moments        times and dates that are
formats        dates, times and mail addresses to the letter of their RFCs
=============  ======================================================================
"""
