# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The native EXI engine: runs the grammar tables of v2xsdk.protocol.exi over a stream.

It decodes and encodes what is regular. Where it stops, it does not explain: the reference engine runs again
and raises the error, or accepts what is only unusual.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.object cimport PyObject, PyTypeObject
from libc.stdint cimport INT64_MAX, INT64_MIN, UINT64_MAX, int64_t, uint8_t, uint64_t
from libc.stdlib cimport calloc, free

from _exi_records cimport HEADER_SIZE, Py_DECREF, fields_of, is_plain, member_offset
from _exi_stream cimport read_bytes, write_stream
from _exi_tables cimport ELEMENT, MAX_SLOTS, SIGNED, SMALL, Production, Root, RootTable, State, Type, Value

cdef extern from "Python.h":
    PyObject *dict_get "PyDict_GetItem"(PyObject *, PyObject *)


cdef class Roots:
    """The elements that a document or a fragment may begin with."""

    cdef RootTable table
    cdef dict codes         # record type or local name -> code

    def __dealloc__(self):
        free(self.table.roots)


cdef class Tables:
    """The tables of one schema set."""

    cdef object schema
    cdef Roots documents
    cdef Roots fragments    # None until the first fragment
    cdef dict types         # grammar -> address of its Type
    cdef dict values        # value type -> address of its Value
    cdef list kept          # what the tables point to
    cdef list blocks        # addresses to free

    def __cinit__(self, schema):
        self.schema = schema
        self.types = {}
        self.values = {}
        self.kept = []
        self.blocks = []
        self.documents = self.roots(schema.documents, schema.document_width, -1)

    def __dealloc__(self):
        if self.blocks is not None:
            for block in self.blocks:
                free(<void *> <size_t> block)

    cdef void *allocate(self, size_t count, size_t size) except NULL:
        """Return zeroed memory that lives as long as the tables."""
        cdef void *block = calloc(max(count, 1), size)
        if block == NULL:
            raise MemoryError
        self.blocks.append(<size_t> block)
        return block

    cdef PyObject *keep(self, value):
        """Keep a reference to an object and return its address."""
        self.kept.append(value)
        return <PyObject *> value

    cdef Roots roots(self, described, int width, int end_code):
        """Return the roots of documents or fragments."""
        cdef Roots found = Roots.__new__(Roots)
        cdef Root *to
        cdef int code
        names = [root.name for root in described]
        found.codes = {}
        found.table.roots = <Root *> calloc(len(described), sizeof(Root))
        if found.table.roots == NULL:
            raise MemoryError
        found.table.count = len(described)
        found.table.width = width
        found.table.end_code = end_code
        for code, root in enumerate(described):
            if root.relaxed and end_code >= 0:
                continue
            to = &found.table.roots[code]
            self.set_kind(root.value, &to.type, &to.value)
            ambiguous = names.count(root.name) > 1
            to.name = self.keep(root.name)
            to.namespace = self.keep(root.uri if ambiguous else "")
            if not ambiguous:
                found.codes[root.name] = code
        if end_code < 0:
            found.codes = self.schema.root_of
            for code in found.codes.values():
                found.table.roots[code].whole = True
        return found

    cdef int set_kind(self, kind, Type **type, Value **value) except -1:
        """Point to the type of an element: a record, a simple type, or neither if it is abstract."""
        if kind is None:
            return 0
        if hasattr(kind, "record"):
            type[0] = self.type_of(kind)
        else:
            value[0] = self.value_of(kind)
        return 0

    cdef Type *type_of(self, grammar) except NULL:
        """Return the type of a grammar; its states are compiled on first use."""
        cdef Type *t
        cdef int field
        address = self.types.get(grammar)
        if address is not None:
            return <Type *> <size_t> address
        t = <Type *> self.allocate(1, sizeof(Type))
        names = grammar.names
        if len(names) > MAX_SLOTS:
            raise ValueError(f"{grammar.record.__name__} has more than {MAX_SLOTS} fields")
        t.record = <PyTypeObject *> self.keep(grammar.record)
        t.grammar = self.keep(grammar)
        t.owner = <PyObject *> self
        t.compile = compile_type
        t.names = self.keep(tuple(names))
        t.defaults = self.keep(tuple(grammar.defaults))
        t.choice = grammar.has_choice
        t.slots = len(names)
        places = _constructed or find_places(grammar.record, names)
        t.direct = isinstance(places, list)
        for field in range(t.slots):
            t.place[field] = places[field] if t.direct else field
        self.types[grammar] = <size_t> t
        return t

    cdef Value *value_of(self, kind) except NULL:
        """Return a simple type."""
        cdef Value *v
        cdef int index
        address = self.values.get(kind)
        if address is not None:
            return <Value *> <size_t> address
        v = <Value *> self.allocate(1, sizeof(Value))
        v.kind = kind.kind
        v.bits = kind.bits
        v.unbounded = v.kind == SIGNED and kind.minimum is None and kind.maximum is None
        signed = v.kind == SIGNED
        v.minimum = kind.minimum if kind.minimum is not None else (INT64_MIN if signed else 0)
        v.maximum = kind.maximum if kind.maximum is not None else (INT64_MAX if signed else UINT64_MAX)
        if v.kind == SMALL:
            v.maximum = <uint64_t> <int64_t> kind.maximum
        v.count = len(kind.members)
        v.members = <PyObject **> self.allocate(v.count, sizeof(PyObject *))
        for index, member in enumerate(kind.members):
            v.members[index] = self.keep(member)
        self.values[kind] = <size_t> v
        return v

    cdef int compile(self, Type *t) except -1:
        """Fill in the states of a type."""
        cdef State *states
        cdef Production *p
        cdef int number, code
        described = (<object> t.grammar).states
        states = <State *> self.allocate(len(described), sizeof(State))
        for number, state in enumerate(described):
            states[number].count = len(state.productions)
            states[number].width = state.width
            p = <Production *> self.allocate(states[number].count, sizeof(Production))
            states[number].productions = p
            for code, production in enumerate(state.productions):
                self.set_production(t, &p[code], production)
            p.quick = (
                p.event == ELEMENT and not p.many and not p.tolerated and p.value != NULL
                and p.value.kind <= SIGNED and not p.value.unbounded
            )
        t.states = len(described)
        t.state = states
        return 0

    cdef int set_production(self, Type *t, Production *p, production) except -1:
        """Fill in one production."""
        p.event = production.event
        p.many = production.many
        p.tolerated = production.tolerated
        p.reference = (production.name, production.uri) == _signature_reference
        p.slot = t.place[production.slot] if production.slot >= 0 else -1
        p.next, p.below, p.full = production.next, production.below, production.full
        p.minimum = production.minimum
        p.maximum = -1 if production.maximum is None else production.maximum
        self.set_kind(production.value, &p.type, &p.value)
        if production.item is not None:
            record, slot = production.item
            p.item = self.type_of(self.schema.grammar(record))
            p.item_slot = p.item.place[slot]
        return 0


cdef bint compile_type(Type *t) noexcept:
    """Compile a type that is met for the first time; without memory it stays as it is."""
    try:
        (<Tables> t.owner).compile(t)
    except MemoryError:
        return False
    return True


def find_places(record, names):
    """Return where the fields of a record lie, in units of a pointer, or ``None`` if they cannot be filled.

    Nothing is taken for granted: the layout is read from the member descriptors, must have no hidden parts, and
    is compared with a record that the constructor made.
    """
    cdef PyObject **fields
    count = len(names)
    if not is_plain(<PyTypeObject *> record, count) or hasattr(record, "__post_init__"):
        return None
    places = []
    for name in names:
        offset = member_offset(getattr(record, name)) - HEADER_SIZE
        if offset < 0 or offset % sizeof(PyObject *):
            return None
        places.append(offset // sizeof(PyObject *))
    if sorted(places) != list(range(count)):
        return None
    probes = [object() for _ in names]
    sample = record(**dict(zip(names, probes)))
    fields = fields_of(<PyObject *> sample)
    for probe, place in zip(probes, places):
        if fields[<int> place] != <PyObject *> probe:
            return None
    return places


cdef dict _loaded = {}
cdef object _known = ()
cdef object _schema_set = None
cdef object _decode = None
cdef object _encode = None
cdef object _fragment = None
cdef object _signature_reference = None
cdef bint _constructed = False


def bind(*, schemas, schema_set, decode, encode, fragment, signature_reference, constructed=False):
    """Connect the engine with the tables and with the reference engine that explains what is not regular.

    ``constructed`` makes records by their constructor even where they could be filled directly.
    """
    global _known, _schema_set, _decode, _encode, _fragment, _signature_reference, _constructed
    _known, _schema_set, _decode, _encode, _fragment = schemas, schema_set, decode, encode, fragment
    _signature_reference = signature_reference
    _constructed = constructed
    _loaded.clear()


cdef Tables load(str schema):
    """Return the tables of a schema set, ``None`` if there is none of that name."""
    found = _loaded.get(schema)
    if found is None and schema in _known:
        found = _loaded[schema] = Tables(_schema_set(schema))
    return found


cdef Roots roots_for(Tables tables, str kind):
    """Return the roots of a kind of stream, ``None`` for a schema set or kind that does not exist."""
    if tables is None:
        return None
    if kind == "document":
        return tables.documents
    if kind != "fragment":
        return None
    if tables.fragments is None:
        described = tables.schema.fragments()
        width = (len(described) + 1).bit_length()
        tables.fragments = tables.roots(described, width, len(described) + 1)
    return tables.fragments


cdef object attempt(str schema, data, str kind, bint strict):
    """Return the message of a regular stream, otherwise ``None``."""
    cdef Tables tables = load(schema)
    cdef Roots roots = roots_for(tables, kind)
    cdef PyObject *found
    cdef const Root *root = NULL
    cdef Py_buffer view
    if roots is None:
        return None
    if type(data) is bytes:
        found = read_bytes(
            &roots.table, <const uint8_t *> PyBytes_AS_STRING(data), PyBytes_GET_SIZE(data), strict, &root
        )
    else:
        try:
            PyObject_GetBuffer(data, &view, PyBUF_SIMPLE)
        except BufferError:
            return None
        found = read_bytes(&roots.table, <const uint8_t *> view.buf, view.len, strict, &root)
        PyBuffer_Release(&view)
    if found == NULL:
        return None
    message = <object> found
    Py_DECREF(found)
    return message if root.whole else _fragment(<object> root.name, message, <object> root.namespace)


def regular(str schema not None, data, *, str kind not None="document"):
    """Return the message of a stream in which nothing needs tolerance, otherwise ``None``."""
    return attempt(schema, data, kind, True)


def decode(str schema not None, data, *, str kind not None="document", bint strict=False):
    """Return the message in a stream; see ``v2xsdk.protocol.exi.decode``."""
    message = attempt(schema, data, kind, strict)
    if message is None:
        return _decode(schema, data, kind=kind, strict=strict)
    return message


def encode(str schema not None, message, *, str kind not None="document"):
    """Return the stream of a message; see ``v2xsdk.protocol.exi.encode``."""
    stream = attempt_encode(schema, message, kind)
    if stream is None:
        return _encode(schema, message, kind=kind)
    return stream


cdef bytes attempt_encode(str schema, message, str kind):
    """Return the stream of a regular message, otherwise ``None``."""
    cdef Tables tables = load(schema)
    cdef Roots roots = roots_for(tables, kind)
    cdef PyObject *code
    if roots is None:
        return None
    value = message
    if roots.table.end_code < 0:
        key = type(message)
    elif type(message) is _fragment and not message.namespace:
        key, value = message.root, message.value
    else:
        return None
    code = dict_get(<PyObject *> roots.codes, <PyObject *> key)
    return None if code == NULL else write_stream(&roots.table, <object> code, <PyObject *> value)
