# Elements and records from bits. NULL means: not regular, the reference engine will say why.
from cpython.object cimport PyObject
from libc.stdint cimport uint64_t

from _bits cimport Reader, peek, remaining, take
from _exi_items cimport Items, append, drop, no_items, settle
from _exi_records cimport Draft, Py_DECREF, Py_INCREF, begin, discard, finish
from _exi_tables cimport CONTENT, ELEMENT, END, MAX_SLOTS, SIGNED, SMALL, TEXT, Production, State, Type, Value
from _exi_values cimport new_bytes, new_text, number, read_value, small


cdef inline PyObject *quick_value(Reader *r, const Production *p, int width) noexcept:
    """Return a number, boolean or enumeration member whose start, content and end are in one look.

    The element must be the first production of its state. NULL, and nothing read, if it does not fit.
    """
    cdef const Value *v = p.value
    cdef uint64_t window = peek(r)
    cdef uint64_t magnitude = 0
    cdef uint64_t byte
    cdef int used = width + 1
    cdef int shift = 0
    cdef bint negative = False
    cdef PyObject *value
    if window >> (63 - width):
        return NULL
    window <<= used
    if v.kind <= SMALL:
        if v.bits:
            magnitude = window >> (64 - v.bits)
            window <<= v.bits
            used += v.bits
    else:
        if v.kind == SIGNED:
            negative = window >> 63
            window <<= 1
            used += 1
        while True:
            byte = window >> 56
            window <<= 8
            magnitude |= (byte & 0x7F) << shift
            shift += 7
            used += 8
            if byte < 0x80:
                break
            if shift == 35:
                return NULL
    if window >> 63:
        return NULL
    value = small(r, v, magnitude) if v.kind <= SMALL else number(r, v, magnitude, negative)
    if value != NULL:
        r.position += used + 1
    return value


cdef inline PyObject *read_unbounded(Reader *r) noexcept:
    """Return an integer of any size, in linear time."""
    cdef bint negative = take(r, 1)
    cdef uint64_t byte = 0x80
    cdef uint64_t held = 0
    cdef int width = 0
    try:
        packed = bytearray()
        while byte >= 0x80:
            if remaining(r) < 8:
                return NULL
            byte = take(r, 8)
            held |= (byte & 0x7F) << width
            width += 7
            if width >= 8:
                packed.append(held & 0xFF)
                held >>= 8
                width -= 8
        packed.append(held)
        value = int.from_bytes(packed, "little")
        if negative:
            value = -value - 1
    except MemoryError:
        return NULL
    Py_INCREF(<PyObject *> value)
    return <PyObject *> value


cdef inline PyObject *read_any(Reader *r, const Value *v) noexcept:
    """Return a simple value."""
    return read_unbounded(r) if v.unbounded else read_value(r, v)


cdef inline PyObject *empty_value(Reader *r, const Value *v) noexcept:
    """Return the empty value that was written as an element without content."""
    r.irregular = True
    if v.minimum > 0:
        r.out_of_facet = True
    return new_text(0, 127) if v.kind == TEXT else new_bytes(NULL, 0)


cdef inline PyObject *read_simple(Reader *r, const Value *v) noexcept:
    """Return the value of an element of a simple type, with its content and end."""
    cdef PyObject *value
    if take(r, 1):
        if take(r, 3) or v.kind < TEXT:
            return NULL
        return empty_value(r, v)
    value = read_any(r, v)
    if value != NULL and take(r, 1):
        Py_DECREF(value)
        return NULL
    return value


cdef inline PyObject *wrapped(const Production *p, PyObject *value) noexcept:
    """Return the record that holds a value in a list of alternatives; takes the value over."""
    cdef PyObject *spare[MAX_SLOTS]
    cdef Draft draft
    if not begin(p.item, &draft, spare):
        Py_DECREF(value)
        return NULL
    draft.slots[p.item_slot] = value
    return finish(p.item, &draft)


cdef inline PyObject *read_record(Reader *r, Type *t) noexcept:
    """Return the record of an element with attributes or children; NULL if something is not regular."""
    cdef PyObject *spare[MAX_SLOTS]
    cdef Draft draft
    cdef Items items
    cdef State *state
    cdef const Production *p
    cdef PyObject *value
    cdef uint64_t code
    if (t.state == NULL and not t.compile(t)) or not begin(t, &draft, spare):
        return NULL
    no_items(&items)
    state = t.state
    while True:
        p = state.productions
        if p.quick:
            value = quick_value(r, p, state.width)
            if value != NULL:
                draft.slots[p.slot] = value
                state = &t.state[p.next]
                continue
        code = take(r, state.width)
        if code >= state.count:
            p = escaped(state, code)
            if p == NULL or take(r, 3):
                break
            draft.slots[p.slot] = empty_value(r, p.value)
            return finish(t, &draft)
        p = &state.productions[code]
        if p.event == END:
            if r.position > r.end or not settle(&items, &draft):
                break
            return finish(t, &draft)
        if p.tolerated:
            r.irregular = True
        if p.type != NULL:
            value = read_record(r, p.type)
        elif p.value == NULL:
            break
        elif p.event == ELEMENT:
            value = read_simple(r, p.value)
        else:
            value = read_any(r, p.value)
        if value == NULL:
            break
        if p.reference:
            r.signature = True
        if not p.many:
            draft.slots[p.slot] = value
            state = &t.state[p.next]
            continue
        if p.item != NULL:
            value = wrapped(p, value)
            if value == NULL:
                break
        if items.slot != p.slot and not settle(&items, &draft):
            Py_DECREF(value)
            break
        items.slot = p.slot
        if not append(&items, value):
            Py_DECREF(value)
            break
        if r.position > r.end:
            break
        if p.maximum >= 0 and items.count >= p.maximum:
            state = &t.state[p.full]
        else:
            state = &t.state[p.below if items.count < p.minimum else p.next]
    drop(&items)
    discard(t, &draft)
    return NULL


cdef inline const Production *escaped(const State *state, uint64_t code) noexcept:
    """Return the content production of a state in which an element may end without content."""
    cdef int index
    if code == state.count:
        for index in range(state.count):
            if state.productions[index].event == CONTENT and state.productions[index].value.kind >= TEXT:
                return &state.productions[index]
    return NULL
