# Whole streams: header, root element, end.
from cpython.object cimport PyObject
from libc.stdint cimport uint8_t, uint64_t
from libc.stdlib cimport free
from libc.string cimport memcpy, memset

from _bits cimport Reader, Writer, flush, put, take
from _exi_read cimport read_record, read_simple
from _exi_records cimport Py_DECREF
from _exi_tables cimport Root, RootTable
from _exi_write cimport MARGIN, grow, write_record, write_simple

cdef enum:
    HEADER = 0x80           # EXI 1.0 without options
    STACK_BUFFER = 1024     # longest stream that is copied to be read with padding, and first output buffer


cdef inline bint regular_end(const RootTable *roots, Reader *r) noexcept:
    """Read what follows the root element; False if that is not what it should be."""
    cdef uint64_t index
    if roots.end_code >= 0 and take(r, roots.width) != <uint64_t> roots.end_code:
        return False
    if r.position > r.end:
        return False
    if take(r, -r.position & 7):
        r.irregular = True
    for index in range(r.position >> 3, r.end >> 3):
        r.irregular = True
        if r.data[index]:
            return False
    return True


cdef inline PyObject *read_stream(const RootTable *roots, Reader *r, bint strict, const Root **found) noexcept:
    """Return the message of a stream; NULL if something is not regular."""
    cdef const Root *root
    cdef PyObject *value
    cdef uint64_t code
    if r.end < 16 or take(r, 8) != HEADER:
        return NULL
    code = take(r, roots.width)
    if code >= <uint64_t> roots.count:
        return NULL
    root = &roots.roots[code]
    if root.type != NULL:
        value = read_record(r, root.type)
    elif root.value != NULL:
        value = read_simple(r, root.value)
    else:
        return NULL
    if value == NULL:
        return NULL
    if regular_end(roots, r) and not (r.irregular and (
        strict or (r.out_of_facet and (r.signature or roots.end_code >= 0))
    )):
        found[0] = root
        return value
    Py_DECREF(value)
    return NULL


cdef inline PyObject *read_bytes(const RootTable *roots, const uint8_t *data, Py_ssize_t size, bint strict, const Root **found) noexcept:
    """Decode a stream; a short one from a padded copy, so that each look at it is one load."""
    cdef uint8_t copy[STACK_BUFFER + 8]
    cdef Reader r
    memset(&r, 0, sizeof(r))
    r.data = data
    r.end = 8 * <uint64_t> size
    r.readable = size
    if size <= STACK_BUFFER:
        memcpy(copy, data, size)
        memset(copy + size, 0, 8)
        r.data = copy
        r.readable = size + 8
    return read_stream(roots, &r, strict, found)


cdef inline bytes write_stream(const RootTable *roots, int code, PyObject *value):
    """Return the stream of a message, ``None`` if something is not regular."""
    cdef uint8_t stack[STACK_BUFFER]
    cdef Writer w
    cdef const Root *root = &roots.roots[code]
    cdef bint done
    memset(&w, 0, sizeof(w))
    w.start = w.cursor = stack
    w.limit = stack + STACK_BUFFER - MARGIN
    put(&w, HEADER, 8)
    put(&w, code, roots.width)
    if root.type != NULL:
        done = write_record(&w, stack, root.type, value)
    elif root.value != NULL:
        put(&w, 0, 1)
        done = write_simple(&w, stack, root.value, value)
        put(&w, 0, 1)
    else:
        done = False
    try:
        if not done or (w.cursor > w.limit and not grow(&w, stack, 0)):
            return None
        if roots.end_code >= 0:
            put(&w, roots.end_code, roots.width)
        put(&w, 0, -w.width & 7)
        flush(&w)
        return (<char *> w.start)[:w.cursor - w.start]
    finally:
        if w.start != stack:
            free(w.start)
