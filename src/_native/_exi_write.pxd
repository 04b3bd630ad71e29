# Records to bits. False means: not regular, the reference engine will say why.
from cpython.object cimport PyObject
from libc.stdint cimport int16_t, uint8_t, uint64_t
from libc.stdlib cimport realloc
from libc.string cimport memcpy

from _bits cimport Writer, put, put_bytes, put_varint
from _exi_records cimport Py_TYPE, close_record, fields_of, open_record, tuple_item
from _exi_tables cimport BINARY, ELEMENT, END, MAX_SLOTS, SMALL, TEXT, Production, State, Type, Value
from _exi_values cimport bytes_data, bytes_length, is_bytes, is_text, text_length, write_number, write_small, write_text

cdef extern from "Python.h":
    bint is_tuple "PyTuple_CheckExact"(PyObject *)
    Py_ssize_t tuple_size "PyTuple_GET_SIZE"(PyObject *)
    PyObject *Py_None

cdef enum:
    MARGIN = 64             # more than any value but strings, binaries and unbounded integers takes


cdef inline bint grow(Writer *w, uint8_t *stack, Py_ssize_t needed) noexcept:
    """Make room for so many bytes more; False without memory."""
    cdef Py_ssize_t used = w.cursor - w.start
    cdef Py_ssize_t size = 2 * (used + needed + MARGIN)
    cdef uint8_t *larger = <uint8_t *> realloc(NULL if w.start == stack else w.start, size)
    if larger == NULL:
        return False
    if w.start == stack:
        memcpy(larger, stack, used)
    w.start = larger
    w.cursor = larger + used
    w.limit = larger + size - MARGIN
    return True


cdef inline bint write_unbounded(Writer *w, uint8_t *stack, PyObject *value) noexcept:
    """Append an integer of any size, in linear time."""
    cdef uint64_t held = 0
    cdef int width = 0
    cdef Py_ssize_t groups
    number = <object> value
    if type(number) is not int:
        return False
    put(w, number < 0, 1)
    if number < 0:
        number = -number - 1
    groups = max(1, (number.bit_length() + 6) // 7)
    if w.cursor + groups > w.limit and not grow(w, stack, groups):
        return False
    for byte in number.to_bytes(number.bit_length() // 8 + 1, "little"):
        held |= <uint64_t> byte << width
        width += 8
        while width >= 7 and groups > 0:
            groups -= 1
            put(w, (held & 0x7F) | (0x80 if groups else 0), 8)
            held >>= 7
            width -= 7
    if groups > 0:
        put(w, held & 0x7F, 8)
    return True


cdef inline bint write_simple(Writer *w, uint8_t *stack, const Value *v, PyObject *value) noexcept:
    """Append a simple value."""
    cdef Py_ssize_t length
    if v.kind <= SMALL:
        return write_small(w, v, value)
    if v.kind == TEXT:
        if not is_text(value):
            return False
        length = 3 * text_length(value)
        if w.cursor + length > w.limit and not grow(w, stack, length):
            return False
        return write_text(w, v, value)
    if v.kind == BINARY:
        if not is_bytes(value):
            return False
        length = bytes_length(value)
        if <uint64_t> length > v.maximum or length < v.minimum:
            return False
        if w.cursor + length > w.limit and not grow(w, stack, length):
            return False
        put_varint(w, length)
        put_bytes(w, <const uint8_t *> bytes_data(value), length)
        return True
    return write_unbounded(w, stack, value) if v.unbounded else write_number(w, v, value)


cdef inline bint write_record(Writer *w, uint8_t *stack, Type *t, PyObject *record) noexcept:
    """Append the attributes and children of a record and its end; False if something is not regular."""
    cdef PyObject *spare[MAX_SLOTS]
    cdef PyObject **slots
    cdef bint done
    if Py_TYPE(record) != t.record or (t.state == NULL and not t.compile(t)):
        return False
    slots = open_record(t, record, spare)
    if slots == NULL:
        return False
    done = write_fields(w, stack, t, slots)
    close_record(t, slots)
    return done


cdef inline bint write_fields(Writer *w, uint8_t *stack, Type *t, PyObject **slots) noexcept:
    """Append the fields of a record in the order of its grammar."""
    cdef State *state = t.state
    cdef const Production *p
    cdef PyObject *value
    cdef int code
    cdef int written = 0            # fields that found their place
    cdef int16_t list_slot = -1
    cdef Py_ssize_t index = 0       # next item of the list in that slot
    cdef int16_t unfit = -1         # slot of a value that no production has taken yet
    while True:
        value = NULL
        for code in range(state.count):
            p = &state.productions[code]
            if p.event == END:
                break
            if p.slot < 0 or (p.type == NULL and p.value == NULL):
                continue
            value = slots[p.slot]
            if value == Py_None:
                if p.many:
                    return False
                value = NULL
                continue
            if p.many:
                if not is_tuple(value):
                    return False
                if p.slot != list_slot:
                    list_slot = p.slot
                    index = 0
                    written += tuple_size(value) > 0
                if index >= tuple_size(value):
                    value = NULL
                    continue
                value = tuple_item(value, index)
                if p.item != NULL:
                    value = alternative(p, value)
                    if value == NULL:
                        unfit = p.slot
                        continue
            if p.type != NULL and Py_TYPE(value) != p.type.record:
                if unfit >= 0 and unfit != p.slot:
                    return False
                unfit = p.slot
                value = NULL
                continue
            break
        else:
            return False
        if unfit >= 0 and (value == NULL or unfit != p.slot):
            return False
        unfit = -1
        if w.cursor > w.limit and not grow(w, stack, 0):
            return False
        if value == NULL:
            put(w, code, state.width)
            return not t.choice or all_written(t, slots, written)
        if not write_event(w, stack, p, code, state.width, value):
            return False
        if not p.many:
            written += 1
            state = &t.state[p.next]
            continue
        index += 1
        if p.maximum >= 0 and index >= p.maximum:
            if index < tuple_size(slots[p.slot]):
                return False
            state = &t.state[p.full]
        else:
            state = &t.state[p.below if index < p.minimum else p.next]


cdef inline bint write_event(
    Writer *w, uint8_t *stack, const Production *p, int code, int width, PyObject *value
) noexcept:
    """Append an event code and what it announces."""
    if p.type != NULL:
        put(w, code, width)
        return write_record(w, stack, p.type, value)
    if p.event == ELEMENT:
        put(w, code << 1, width + 1)
        if not write_simple(w, stack, p.value, value):
            return False
        put(w, 0, 1)
        return True
    put(w, code, width)
    return write_simple(w, stack, p.value, value)


cdef inline PyObject *alternative(const Production *p, PyObject *item) noexcept:
    """Return what an item of a list of alternatives holds for a production; NULL if it is another one."""
    cdef PyObject **fields
    cdef int slot
    if Py_TYPE(item) != p.item.record or not p.item.direct:
        return NULL
    fields = fields_of(item)
    for slot in range(p.item.slots):
        if slot != p.item_slot and fields[slot] != Py_None:
            return NULL
    return NULL if fields[p.item_slot] == Py_None else fields[p.item_slot]


cdef inline bint all_written(const Type *t, PyObject **slots, int written) noexcept:
    """Tell whether every field that holds something found its place."""
    cdef int slot
    cdef int held = 0
    for slot in range(t.slots):
        if is_tuple(slots[slot]):
            held += tuple_size(slots[slot]) > 0
        else:
            held += slots[slot] != Py_None
    return held == written
