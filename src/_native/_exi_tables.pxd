# The grammar tables as C structures; v2xsdk.protocol.exi.grammar describes their meaning.
from cpython.object cimport PyObject, PyTypeObject
from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint16_t, uint64_t

cdef enum:
    END = 0
    ATTRIBUTE = 1
    ELEMENT = 2
    CONTENT = 3
    FOREIGN = 4
    ABSTRACT = 5

cdef enum:
    BOOLEAN = 0
    ENUMERATION = 1
    SMALL = 2
    UNSIGNED = 3
    SIGNED = 4
    TEXT = 5
    BINARY = 6

cdef enum:
    MAX_SLOTS = 64          # fields of a record

cdef struct Value:
    uint8_t kind
    uint8_t bits
    bint unbounded          # an integer of any size
    int64_t minimum         # of a small or signed number, or of a length
    uint64_t maximum        # as above; compared as unsigned for unsigned numbers and lengths
    int count               # of enumeration members
    PyObject **members

cdef struct Production:
    uint8_t event
    bint many
    bint tolerated
    bint quick              # a single element of a number, boolean or enumeration
    bint reference          # a Reference of a signature
    int16_t slot
    int16_t next
    int16_t below
    int16_t full
    int32_t minimum
    int32_t maximum         # -1: unbounded
    Value *value
    Type *type
    Type *item              # record that wraps the value in a list of alternatives
    int16_t item_slot

cdef struct State:
    uint16_t count
    uint8_t width
    Production *productions

cdef struct Type:
    PyTypeObject *record
    PyObject *grammar       # the Python grammar, kept alive by the tables
    PyObject *names         # tuple of the field names
    PyObject *defaults      # tuple: None or () for each field
    bint direct             # fields lie in the object one after the other
    bint choice             # fields may exclude each other
    int16_t slots
    int16_t place[64]       # field -> slot
    int16_t states
    State *state            # NULL until compiled
    bint (*compile)(Type *) noexcept    # fills in the states; False without memory
    PyObject *owner         # the tables, borrowed

cdef struct Root:
    Type *type
    Value *value
    bint whole              # the type of the record alone names the root
    PyObject *name
    PyObject *namespace     # empty where the local name alone names the root

cdef struct RootTable:
    Root *roots
    int count
    int width
    int end_code            # of a fragment, -1 in documents
