# cython: language_level=3, boundscheck=True, wraparound=False, initializedcheck=True, freethreading_compatible=True
"""The MME codec, table driven: executes the layouts of ``v2xsdk.protocol.slac.layouts`` over raw frames.

Every read is checked against the end of the frame (or of the block inside it) and every write against the end
of the buffer by explicit comparison, so that nothing depends on assertions.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_Check, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.long cimport PyLong_CheckExact
from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF, Py_XDECREF
from libc.string cimport memcmp, memcpy, memset

cdef extern from *:
    """
    #include <structmember.h>

    /* Where a Struct keeps the field behind this descriptor, -1 if it is no plain object field. */
    static Py_ssize_t v2x_offset(PyObject *descriptor) {
        if (!Py_IS_TYPE(descriptor, &PyMemberDescr_Type)) return -1;
        PyMemberDef *member = ((PyMemberDescrObject *)descriptor)->d_member;
        return member->type == T_OBJECT_EX ? member->offset : -1;
    }
    static inline PyObject *v2x_alloc(PyObject *type) {
        return ((PyTypeObject *)type)->tp_alloc((PyTypeObject *)type, 0);
    }
    /* An instance of a subclass of bytes that adds no fields: what bytes.__new__ does, without the call. */
    static inline PyObject *v2x_secret(PyObject *type, const unsigned char *data, Py_ssize_t size) {
        PyObject *secret = ((PyTypeObject *)type)->tp_alloc((PyTypeObject *)type, size);
        if (secret == NULL) return NULL;
        memcpy(((PyBytesObject *)secret)->ob_sval, data, size);
        ((PyBytesObject *)secret)->ob_shash = -1;
        return secret;
    }
    static inline void v2x_store(PyObject *record, Py_ssize_t offset, PyObject *value) {
        *(PyObject **)((char *)record + offset) = value;
    }
    static inline PyObject *v2x_load(PyObject *record, Py_ssize_t offset) {
        PyObject *value = *(PyObject **)((char *)record + offset);
        if (value == NULL) { PyErr_SetString(PyExc_AttributeError, "a field of the record is unset"); return NULL; }
        Py_INCREF(value);
        return value;
    }
    """
    Py_ssize_t v2x_offset(object descriptor)
    object v2x_secret(object type, const unsigned char* data, Py_ssize_t size)
    object v2x_alloc(object type)
    void v2x_store(object record, Py_ssize_t offset, PyObject* value) noexcept
    object v2x_load(object record, Py_ssize_t offset)

cdef extern from "Python.h":
    long long PyLong_AsLongLongAndOverflow(object number, int* overflow) except? -1
    object PyUnicode_DecodeLatin1(const char* text, Py_ssize_t size, const char* errors)
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)

cdef enum:
    MAX_FIELDS = 32
    MAX_SENT = 1514
    MAX_RECEIVED = 1518
    MIN_FRAME = 60
    HIGHEST_MMV = 2
    TYPE_SLOTS = 0x2000

# The numbers of v2xsdk.protocol.slac.wire.Kind.
cdef enum:
    U8 = 0
    U16 = 1
    U32 = 2
    CONST8 = 3
    CONST16 = 4
    OCTETS = 5
    MAC = 6
    KEY = 7
    OUI = 8
    SKIP = 9
    COUNT8 = 10
    COUNT16 = 11
    BYTES = 12
    NIBBLES = 13
    LENGTH8 = 14
    TEXT = 15
    TEXT_COUNTED = 16
    U16S = 17
    U32S = 18
    BLOCK16 = 19
    TAIL = 20
    LIST = 21

# The numbers of v2xsdk.protocol.slac.wire.Fault.
cdef enum:
    F_HEADER = 0
    F_LONG = 1
    F_ETHERTYPE = 2
    F_MMV = 3
    F_FRAGMENT = 4
    F_MMTYPE = 5
    F_MMV_OF_TYPE = 6
    F_TRUNCATED = 7
    F_CONSTANT = 8
    F_COUNT = 9
    F_OUI = 10

cdef struct Op:
    int kind
    int width
    Py_ssize_t size
    long long value
    int position
    Py_ssize_t offset
    Py_ssize_t other_offset
    int counted_kind
    int has_default

cdef struct Out:
    unsigned char data[MAX_SENT]
    Py_ssize_t position


cdef inline long long _little(const unsigned char* p, int width) noexcept nogil:
    cdef long long number = 0
    cdef int i
    for i in range(width):
        number |= <long long>p[i] << (8 * i)
    return number


cdef inline void _put(Out* out, const void* data, Py_ssize_t size) noexcept nogil:
    if out.position + size <= MAX_SENT:
        memcpy(&out.data[out.position], data, size)
    out.position += size


cdef inline void _put_zeros(Out* out, Py_ssize_t size) noexcept nogil:
    if out.position + size <= MAX_SENT:
        memset(&out.data[out.position], 0, size)
    out.position += size


cdef inline void _put_number(Out* out, long long number, int width) noexcept nogil:
    cdef unsigned char raw[8]
    cdef int i
    for i in range(width):
        raw[i] = <unsigned char>(number >> (8 * i))
    _put(out, raw, width)


cdef inline void _keep(PyObject** args, int position, object value):
    Py_INCREF(value)
    args[position] = <PyObject*>value


cdef inline int _slot(int mmtype) noexcept nogil:
    """Where a message type stands in the table of types."""
    return (mmtype & 0x0FFF) | (mmtype & 0x8000) >> 3


cdef int _width_of(int kind):
    if kind == U16 or kind == CONST16 or kind == COUNT16 or kind == U16S or kind == BLOCK16:
        return 2
    if kind == U32 or kind == U32S:
        return 4
    return 1


cdef Py_ssize_t _size_on_wire(const Op* op, long long count, Py_ssize_t rest) noexcept nogil:
    if op.kind == BYTES or op.kind == TEXT_COUNTED:
        return count
    if op.kind == NIBBLES:
        return (count + 1) // 2
    if op.kind == TAIL:
        return rest
    if op.kind == LIST:
        return 0
    if op.kind == U16S or op.kind == U32S:
        return op.size * op.width
    return op.size if op.size else op.width


cdef inline bint _is_default(_Layout layout, int i, const unsigned char* p, Py_ssize_t size):
    """Whether the wire holds the field's default, which is then shared instead of copied."""
    cdef object default = layout.defaults[i]
    return memcmp(PyBytes_AS_STRING(default), p, size) == 0


cdef class _Layout:
    """A layout compiled: its fields as C records, names and sub-layouts beside them."""

    cdef str name
    cdef object record
    cdef int mmtype
    cdef int mmvs
    cdef int arguments
    cdef bytes oui
    cdef int count
    cdef Op ops[MAX_FIELDS]
    cdef Py_ssize_t offsets[MAX_FIELDS]
    cdef tuple defaults
    cdef tuple names
    cdef tuple others
    cdef tuple items

    def __cinit__(self, layout):
        fields, arguments = layout.fields, layout.record.__struct_fields__
        if len(fields) > MAX_FIELDS or len(arguments) > MAX_FIELDS:
            raise ValueError(f"{layout.name} has more fields than the codec holds")
        self.name = layout.name
        self.record = layout.record
        self.mmtype = layout.mmtype
        self.mmvs = sum([1 << mmv for mmv in layout.mmvs])
        self.oui = layout.oui
        self.arguments = len(arguments)
        self.count = len(fields)
        self.names = tuple([field.name for field in fields])
        self.others = tuple([field.of for field in fields])
        self.items = tuple([None if field.item is None else _Layout(field.item) for field in fields])
        self._find_offsets(arguments)
        self._place(fields, arguments)

    cdef int _find_offsets(self, tuple arguments) except -1:
        values = [object() for _ in arguments]
        probe = self.record(*values)
        for i, name in enumerate(arguments):
            for owner in self.record.__mro__:
                if name in owner.__dict__:
                    self.offsets[i] = v2x_offset(owner.__dict__[name])
                    break
            if self.offsets[i] <= 0 or v2x_load(probe, self.offsets[i]) is not values[i]:
                raise ImportError(f"{self.name}: this msgspec stores fields in a way that the codec does not know")
        return 0

    cdef int _place(self, object fields, tuple arguments) except -1:
        kinds = {field.name: int(field.kind) for field in fields}
        first = len(arguments) - len(self.record.__struct_defaults__)
        known = {name: default for name, default in zip(arguments[first:], self.record.__struct_defaults__)}
        self.defaults = tuple([known.get(field.name) for field in fields])
        filled = {"dst", "src", "mmv"} if self.mmtype >= 0 else set()
        for i, field in enumerate(fields):
            self.ops[i].kind = field.kind
            self.ops[i].width = _width_of(field.kind)
            self.ops[i].size = field.size
            self.ops[i].value = field.value
            self.ops[i].counted_kind = kinds.get(field.of, -1)
            default = self.defaults[i]
            self.ops[i].has_default = isinstance(default, bytes) and len(default) == field.size
            self.ops[i].position = arguments.index(field.name) if field.name in arguments else -1
            if self.ops[i].position >= 0:
                self.ops[i].offset = self.offsets[self.ops[i].position]
                filled.add(field.name)
            if field.of in arguments:
                self.ops[i].other_offset = self.offsets[arguments.index(field.of)]
        if filled != set(arguments):
            raise ValueError(f"{self.name}: the layout does not fill the record")
        return 0


cdef class Codec:
    """Frames to records and back, by the wire table given."""

    cdef list _compiled
    cdef PyObject* _slots[TYPE_SLOTS]
    cdef dict _by_record
    cdef object _nmk
    cdef object _refuse_frame
    cdef object _refuse_value
    cdef object _refuse_record

    def __init__(self, layouts, nmk, refuse_frame, refuse_value, refuse_record):
        if not issubclass(nmk, bytes) or nmk.__basicsize__ != bytes.__basicsize__:
            raise ImportError(f"{nmk.__name__} must be bytes without fields of its own")
        compiled = [_Layout(layout) for layout in layouts]
        memset(self._slots, 0, sizeof(self._slots))
        for layout in compiled:
            if self._slots[_slot((<_Layout>layout).mmtype)] != NULL:
                raise ValueError(f"{(<_Layout>layout).name}: its place in the table of types is taken")
            self._slots[_slot((<_Layout>layout).mmtype)] = <PyObject*>layout
        self._compiled = compiled
        self._by_record = {(<_Layout>layout).record: layout for layout in compiled}
        self._nmk = nmk
        self._refuse_frame = refuse_frame
        self._refuse_value = refuse_value
        self._refuse_record = refuse_record

    def decode(self, frame):
        """Return the record in ``frame`` (from destination MAC, no check sequence)."""
        if not PyBytes_Check(frame):
            frame = bytes(frame)
        cdef const unsigned char* p = <const unsigned char*>PyBytes_AS_STRING(frame)
        cdef Py_ssize_t size = PyBytes_GET_SIZE(frame)
        cdef Py_ssize_t start = 17
        cdef int mmv
        cdef int mmtype
        if size < 17:
            self._refuse_frame(F_HEADER, value=size)
        if size > MAX_RECEIVED:
            self._refuse_frame(F_LONG, value=size)
        if p[12] != 0x88 or p[13] != 0xE1:
            self._refuse_frame(F_ETHERTYPE, value=p[12] << 8 | p[13])
        mmv = p[14]
        mmtype = p[15] | p[16] << 8
        if mmv > HIGHEST_MMV:
            self._refuse_frame(F_MMV, value=mmv)
        if mmv:
            if size < 19:
                self._refuse_frame(F_HEADER, value=size)
            if p[17] | p[18]:
                self._refuse_frame(F_FRAGMENT, value=p[17] << 8 | p[18])
            start = 19
        cdef PyObject* found = self._slots[_slot(mmtype)]
        if found == NULL or (<_Layout>found).mmtype != mmtype:
            self._refuse_frame(F_MMTYPE, value=mmtype)
        if not (<_Layout>found).mmvs >> mmv & 1:
            self._refuse_frame(F_MMV_OF_TYPE, (<_Layout>found).name, value=mmv)
        return self._read(<_Layout>found, p, &start, size, mmv)

    cdef object _read(self, _Layout layout, const unsigned char* p, Py_ssize_t* at, Py_ssize_t limit, int mmv):
        cdef PyObject* args[MAX_FIELDS]
        cdef int i
        memset(args, 0, layout.arguments * sizeof(PyObject*))
        try:
            if layout.mmtype >= 0:
                _keep(args, 0, PyBytes_FromStringAndSize(<const char*>p, 6))
                _keep(args, 1, PyBytes_FromStringAndSize(<const char*>p + 6, 6))
                _keep(args, layout.arguments - 1, mmv)
            self._read_fields(layout, p, at, limit, args)
            record = v2x_alloc(layout.record)
            for i in range(layout.arguments):
                v2x_store(record, layout.offsets[i], args[i])
                args[i] = NULL
            return record
        finally:
            for i in range(layout.arguments):
                Py_XDECREF(args[i])

    cdef int _read_fields(
        self, _Layout layout, const unsigned char* p, Py_ssize_t* at, Py_ssize_t limit, PyObject** args
    ) except -1:
        cdef Py_ssize_t pos = at[0]
        cdef Py_ssize_t size
        cdef long long count = 0
        cdef long long number
        cdef Op* op
        cdef int i
        for i in range(layout.count):
            op = &layout.ops[i]
            size = _size_on_wire(op, count, limit - pos)
            if size > limit - pos:
                self._refuse_frame(F_TRUNCATED, layout.name, layout.names[i])
            if op.kind <= U32 or op.kind == LENGTH8:
                number = _little(p + pos, op.width)
                _keep(args, op.position, number)
                if op.kind == LENGTH8:
                    count = number
            elif op.kind == CONST8 or op.kind == CONST16:
                number = _little(p + pos, op.width)
                if number != op.value:
                    self._refuse_frame(F_CONSTANT, layout.name, layout.names[i], number)
            elif op.kind == COUNT8 or op.kind == COUNT16:
                count = _little(p + pos, op.width)
                if count < op.value:
                    self._refuse_frame(F_COUNT, layout.name, layout.names[i], count)
            elif op.has_default and _is_default(layout, i, p + pos, size):
                _keep(args, op.position, layout.defaults[i])
            elif op.kind == OCTETS or op.kind == MAC or op.kind == BYTES or op.kind == TAIL:
                _keep(args, op.position, PyBytes_FromStringAndSize(<const char*>p + pos, size))
            elif op.kind == BLOCK16:
                number = _little(p + pos, 2)
                if pos + 2 + number > limit:
                    self._refuse_frame(F_TRUNCATED, layout.name, layout.names[i])
                limit = pos + 2 + number
            elif op.kind == LIST:
                _keep(args, op.position, self._read_list(<_Layout>layout.items[i], p, &pos, limit, count))
            elif op.kind != SKIP:
                self._read_other(layout, i, p + pos, count, args)
            pos += size
        at[0] = pos
        return 0

    cdef int _read_other(
        self, _Layout layout, int i, const unsigned char* p, long long count, PyObject** args
    ) except -1:
        cdef Op* op = &layout.ops[i]
        cdef Py_ssize_t size
        if op.kind == KEY:
            _keep(args, op.position, v2x_secret(self._nmk, p, op.size))
        elif op.kind == OUI:
            oui = PyBytes_FromStringAndSize(<const char*>p, 3)
            if oui != layout.oui and not (op.value and oui == b"\0\0\0"):
                self._refuse_frame(F_OUI, layout.name, layout.names[i], p[0] << 16 | p[1] << 8 | p[2])
            if op.value:
                _keep(args, op.position, oui)
        elif op.kind == NIBBLES:
            _keep(args, op.position, _unpack_nibbles(p, count))
        elif op.kind == TEXT or op.kind == TEXT_COUNTED:
            size = count if op.kind == TEXT_COUNTED else op.size
            while size and p[size - 1] == 0:
                size -= 1
            _keep(args, op.position, PyUnicode_DecodeLatin1(<const char*>p, size, NULL))
        else:
            _keep(args, op.position, tuple([_little(p + k * op.width, op.width) for k in range(op.size)]))
        return 0

    cdef tuple _read_list(
        self, _Layout item, const unsigned char* p, Py_ssize_t* at, Py_ssize_t limit, long long count
    ):
        cdef list found = []
        cdef long long k
        for k in range(count):
            found.append(self._read(item, p, at, limit, 0))
        return tuple(found)

    def encode(self, record):
        """Return the frame of ``record``, padded to 60 bytes."""
        cdef Out out
        cdef int mmv = -1
        found = self._by_record.get(type(record))
        if found is None:
            self._refuse_record(f"{type(record).__name__} is no management message")
        cdef _Layout layout = <_Layout>found
        version = v2x_load(record, layout.offsets[layout.arguments - 1])
        if PyLong_CheckExact(version) and 0 <= version <= HIGHEST_MMV:
            mmv = version
        if mmv < 0 or not layout.mmvs >> mmv & 1:
            self._refuse_record(f"{layout.name}: not defined for MME version {version!r}")
        out.position = 0
        self._write_octets(&out, layout, "dst", v2x_load(record, layout.offsets[0]), MAC, 6)
        self._write_octets(&out, layout, "src", v2x_load(record, layout.offsets[1]), MAC, 6)
        _put_number(&out, 0xE188, 2)
        _put_number(&out, mmv, 1)
        _put_number(&out, layout.mmtype, 2)
        if mmv:
            _put_zeros(&out, 2)
        self._write_fields(&out, layout, record)
        if out.position > MAX_SENT:
            self._refuse_record(
                f"{layout.name}: the frame would have {out.position} bytes, Ethernet carries {MAX_SENT}"
            )
        if out.position < MIN_FRAME:
            _put_zeros(&out, MIN_FRAME - out.position)
        return PyBytes_FromStringAndSize(<const char*>out.data, out.position)

    cdef int _write_fields(self, Out* out, _Layout layout, object record) except -1:
        cdef Op* op
        cdef Py_ssize_t block = -1
        cdef Py_ssize_t size
        cdef int i
        for i in range(layout.count):
            op = &layout.ops[i]
            if op.kind == CONST8 or op.kind == CONST16:
                _put_number(out, op.value, op.width)
            elif op.kind == SKIP:
                _put_zeros(out, op.size)
            elif op.kind == BLOCK16:
                _put_zeros(out, 2)
                block = out.position
            elif op.kind == COUNT8 or op.kind == COUNT16:
                self._write_count(out, layout, i, v2x_load(record, op.other_offset))
            elif op.kind == OUI and not op.value:
                _put(out, PyBytes_AS_STRING(layout.oui), 3)
            elif op.kind == TEXT_COUNTED:
                size = v2x_load(record, op.other_offset)
                self._write_text(out, layout, i, v2x_load(record, op.offset), size)
            else:
                self._write_value(out, layout, i, v2x_load(record, op.offset))
        if block >= 0:
            size = out.position - block
            if size > 0xFFFF:
                self._refuse_record(f"{layout.name}: too long")
            if out.position <= MAX_SENT:
                out.data[block - 2] = size & 0xFF
                out.data[block - 1] = size >> 8
        return 0

    cdef int _write_octets(
        self, Out* out, _Layout layout, object name, object value, int kind, Py_ssize_t size
    ) except -1:
        if not PyBytes_Check(value) or PyBytes_GET_SIZE(value) != size:
            self._refuse_value(layout.name, kind, name, size)
        _put(out, PyBytes_AS_STRING(value), size)
        return 0

    cdef int _write_count(self, Out* out, _Layout layout, int i, object value) except -1:
        cdef Op* op = &layout.ops[i]
        cdef long long highest = 0xFF if op.width == 1 else 0xFFFF
        cdef long long count = -1
        if op.counted_kind == LIST:
            if isinstance(value, tuple):
                count = len(value)
        elif PyBytes_Check(value):
            count = PyBytes_GET_SIZE(value)
        if count < op.value or count > highest:
            self._refuse_value(layout.name, op.counted_kind, layout.others[i])
        _put_number(out, count, op.width)
        return 0

    cdef int _write_value(self, Out* out, _Layout layout, int i, object value) except -1:
        cdef Op* op = &layout.ops[i]
        if op.kind <= U32 or op.kind == LENGTH8:
            _put_number(out, self._number(layout, i, value, 0), op.width)
        elif op.kind == BYTES or op.kind == TAIL:
            if not PyBytes_Check(value):
                self._refuse_value(layout.name, op.kind, layout.names[i])
            _put(out, PyBytes_AS_STRING(value), PyBytes_GET_SIZE(value))
        elif op.kind == NIBBLES:
            self._write_nibbles(out, layout, i, value)
        elif op.kind == TEXT:
            self._write_text(out, layout, i, value, op.size)
        elif op.kind == U16S or op.kind == U32S:
            self._write_numbers(out, layout, i, value)
        elif op.kind == LIST:
            self._write_list(out, layout, i, value)
        else:
            self._write_octets(out, layout, layout.names[i], value, op.kind, op.size)
            if op.kind == OUI and value != layout.oui and value != b"\0\0\0":
                self._refuse_value(layout.name, op.kind, layout.names[i])
        return 0

    cdef long long _number(self, _Layout layout, int i, object value, Py_ssize_t size) except? -1:
        cdef Op* op = &layout.ops[i]
        cdef int overflow = 0
        cdef long long number = -1
        if PyLong_CheckExact(value):
            number = PyLong_AsLongLongAndOverflow(value, &overflow)
        if overflow or number < 0 or number >> (8 * op.width):
            self._refuse_value(layout.name, op.kind, layout.names[i], size)
        return number

    cdef int _write_numbers(self, Out* out, _Layout layout, int i, object value) except -1:
        cdef Op* op = &layout.ops[i]
        if not isinstance(value, tuple) or len(value) != op.size:
            self._refuse_value(layout.name, op.kind, layout.names[i], op.size)
        for number in value:
            _put_number(out, self._number(layout, i, number, op.size), op.width)
        return 0

    cdef int _write_nibbles(self, Out* out, _Layout layout, int i, bytes value) except -1:
        cdef const unsigned char* p = <const unsigned char*>PyBytes_AS_STRING(value)
        cdef Py_ssize_t size = PyBytes_GET_SIZE(value)
        cdef Py_ssize_t k
        for k in range(size):
            if p[k] > 15:
                self._refuse_value(layout.name, NIBBLES, layout.names[i])
        for k in range(0, size, 2):
            _put_number(out, p[k] | ((p[k + 1] << 4) if k + 1 < size else 0), 1)
        return 0

    cdef int _write_text(self, Out* out, _Layout layout, int i, object value, Py_ssize_t size) except -1:
        cdef Py_ssize_t length
        if not isinstance(value, str) or PyUnicode_KIND(value) != 1 or PyUnicode_GET_LENGTH(value) > size:
            self._refuse_value(layout.name, layout.ops[i].kind, layout.names[i], layout.ops[i].size)
        length = PyUnicode_GET_LENGTH(value)
        _put(out, PyUnicode_DATA(value), length)
        _put_zeros(out, size - length)
        return 0

    cdef int _write_list(self, Out* out, _Layout layout, int i, object value) except -1:
        cdef _Layout item = <_Layout>layout.items[i]
        for record in value:
            if type(record) is not item.record:
                self._refuse_value(layout.name, LIST, layout.names[i])
            self._write_fields(out, item, record)
        return 0


cdef bytes _unpack_nibbles(const unsigned char* p, long long count):
    cdef bytes halves = PyBytes_FromStringAndSize(NULL, count)
    cdef unsigned char* into = <unsigned char*>PyBytes_AS_STRING(halves)
    cdef long long k
    for k in range(count):
        into[k] = p[k >> 1] >> 4 if k & 1 else p[k >> 1] & 15
    return halves
