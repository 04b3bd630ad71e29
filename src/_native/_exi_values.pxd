# Simple values from bits to Python objects and back. NULL or 0 means: not regular, let the reference engine say why.
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_CheckExact, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.object cimport PyObject
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc

from _bits cimport Reader, Writer, peek, put, put_bytes, put_varint, remaining, take, take_bytes, take_varint
from _exi_tables cimport BINARY, BOOLEAN, ENUMERATION, SIGNED, SMALL, TEXT, UNSIGNED, Value

cdef extern from "Python.h":
    PyObject *Py_True
    PyObject *Py_False
    void Py_INCREF(PyObject *)
    void Py_DECREF(PyObject *)
    PyObject *new_bytes "PyBytes_FromStringAndSize"(const char *, Py_ssize_t)
    char *bytes_data "PyBytes_AS_STRING"(PyObject *)
    PyObject *long_from_signed "PyLong_FromLongLong"(long long)
    PyObject *long_from_unsigned "PyLong_FromUnsignedLongLong"(unsigned long long)
    long long long_as_signed "PyLong_AsLongLongAndOverflow"(PyObject *, int *)
    unsigned long long long_as_unsigned "PyLong_AsUnsignedLongLong"(PyObject *)
    bint is_long "PyLong_CheckExact"(PyObject *)
    bint is_bytes "PyBytes_CheckExact"(PyObject *)
    bint is_text "PyUnicode_CheckExact"(PyObject *)
    Py_ssize_t bytes_length "PyBytes_GET_SIZE"(PyObject *)
    PyObject *new_text "PyUnicode_New"(Py_ssize_t, unsigned int)
    PyObject *text_from "PyUnicode_FromKindAndData"(int, const void *, Py_ssize_t)
    void *text_data "PyUnicode_DATA"(PyObject *)
    int text_kind "PyUnicode_KIND"(PyObject *)
    bint text_is_ascii "PyUnicode_IS_ASCII"(PyObject *)
    Py_ssize_t text_length "PyUnicode_GET_LENGTH"(PyObject *)
    uint32_t text_read "PyUnicode_READ"(int, void *, Py_ssize_t)
    void PyErr_Clear()
    PyObject *PyErr_Occurred()
    PyObject *PyErr_NoMemory()


cdef inline bint within(const Value *v, uint64_t measure) noexcept:
    """Tell whether an unsigned number or length is allowed."""
    return measure <= v.maximum and measure >= <uint64_t> v.minimum


cdef inline PyObject *number(Reader *r, const Value *v, uint64_t magnitude, bint negative) noexcept:
    """Return an integer as object; a signed one out of 64 bits is not regular."""
    cdef int64_t held
    if v.kind == UNSIGNED:
        if not within(v, magnitude):
            r.irregular = r.out_of_facet = True
        return long_from_unsigned(magnitude)
    if magnitude > <uint64_t> 0x7FFFFFFFFFFFFFFF:
        return NULL
    held = -<int64_t> magnitude - 1 if negative else <int64_t> magnitude
    if held < v.minimum or held > <int64_t> v.maximum:
        r.irregular = r.out_of_facet = True
    return long_from_signed(held)


cdef inline PyObject *small(Reader *r, const Value *v, uint64_t index) noexcept:
    """Return a boolean, an enumeration member or a number of a small range by its index."""
    cdef PyObject *found
    if v.kind == BOOLEAN:
        found = Py_True if index else Py_False
    elif v.kind == ENUMERATION:
        if index >= <uint64_t> v.count:
            return NULL
        found = v.members[index]
    else:
        if index > v.maximum - <uint64_t> v.minimum:
            r.irregular = r.out_of_facet = True
        return long_from_signed(v.minimum + <int64_t> index)
    Py_INCREF(found)
    return found


cdef inline PyObject *read_text(Reader *r, const Value *v) noexcept:
    """Return a string: ASCII is copied at once, anything else code point by code point."""
    cdef uint64_t length, point
    cdef uint64_t start
    cdef Py_ssize_t index
    cdef uint8_t high = 0
    cdef uint8_t *ascii
    cdef uint32_t *points
    cdef PyObject *text
    if not take_varint(r, &length) or length < 2:
        return NULL
    length -= 2
    if length > remaining(r) >> 3:
        return NULL
    if not within(v, length):
        r.irregular = r.out_of_facet = True
    start = r.position
    text = new_text(length, 127)
    if text == NULL or length == 0:
        return text
    ascii = <uint8_t *> text_data(text)
    take_bytes(r, ascii, length)
    for index in range(<Py_ssize_t> length):
        high |= ascii[index]
    if high < 0x80:
        return text
    Py_DECREF(text)
    r.position = start
    points = <uint32_t *> malloc(4 * length)
    if points == NULL:
        return PyErr_NoMemory()
    for index in range(<Py_ssize_t> length):
        if not take_varint(r, &point) or point > 0x10FFFF or 0xD800 <= point <= 0xDFFF or r.position > r.end:
            free(points)
            return NULL
        points[index] = <uint32_t> point
    text = text_from(4, points, length)
    free(points)
    return text


cdef inline PyObject *read_binary(Reader *r, const Value *v) noexcept:
    """Return a byte string, copied at once from any bit offset."""
    cdef uint64_t length
    cdef PyObject *data
    if not take_varint(r, &length) or length > remaining(r) >> 3:
        return NULL
    if not within(v, length):
        r.irregular = r.out_of_facet = True
    data = new_bytes(NULL, length)
    if data != NULL:
        take_bytes(r, <uint8_t *> bytes_data(data), length)
    return data


cdef inline PyObject *read_value(Reader *r, const Value *v) noexcept:
    """Return a simple value."""
    cdef uint64_t magnitude
    cdef bint negative = False
    if v.kind <= SMALL:
        return small(r, v, take(r, v.bits))
    if v.kind == TEXT:
        return read_text(r, v)
    if v.kind == BINARY:
        return read_binary(r, v)
    if v.kind == SIGNED:
        negative = take(r, 1)
    if not take_varint(r, &magnitude):
        return NULL
    return number(r, v, magnitude, negative)


cdef inline bint write_number(Writer *w, const Value *v, PyObject *value) noexcept:
    """Append a number."""
    cdef int overflow = 0
    cdef int64_t held
    if not is_long(value):
        return False
    held = long_as_signed(value, &overflow)
    if overflow:
        return write_large(w, v, value)
    if v.kind == UNSIGNED:
        if held < 0 or not within(v, held):
            return False
        put_varint(w, held)
        return True
    if held < v.minimum or held > <int64_t> v.maximum:
        return False
    if v.kind == SMALL:
        put(w, <uint64_t> (held - v.minimum), v.bits)
        return True
    put(w, held < 0, 1)
    put_varint(w, <uint64_t> (-(held + 1)) if held < 0 else <uint64_t> held)
    return True


cdef inline bint write_large(Writer *w, const Value *v, PyObject *value) noexcept:
    """Append an unsigned number of 64 bits; larger ones are not regular."""
    cdef unsigned long long unsigned_value
    if v.kind != UNSIGNED:
        return False
    unsigned_value = long_as_unsigned(value)
    if PyErr_Occurred() != NULL:
        PyErr_Clear()
        return False
    if not within(v, unsigned_value):
        return False
    put_varint(w, unsigned_value)
    return True


cdef inline bint write_text(Writer *w, const Value *v, PyObject *value) noexcept:
    """Append a string; the caller has made room for three bytes a character."""
    cdef Py_ssize_t length = text_length(value)
    cdef void *data = text_data(value)
    cdef int kind = text_kind(value)
    cdef Py_ssize_t index
    cdef uint32_t point
    if not within(v, length):
        return False
    put_varint(w, length + 2)
    if text_is_ascii(value):
        put_bytes(w, <const uint8_t *> data, length)
        return True
    for index in range(length):
        point = text_read(kind, data, index)
        if 0xD800 <= point <= 0xDFFF:
            return False
        put_varint(w, point)
    return True


cdef inline bint write_small(Writer *w, const Value *v, PyObject *value) noexcept:
    """Append a boolean, an enumeration member or a number."""
    cdef int index
    if v.kind == BOOLEAN:
        if value != Py_True and value != Py_False:
            return False
        put(w, value == Py_True, 1)
        return True
    if v.kind == ENUMERATION:
        for index in range(v.count):
            if v.members[index] == value:
                put(w, index, v.bits)
                return True
        return False
    return write_number(w, v, value)
