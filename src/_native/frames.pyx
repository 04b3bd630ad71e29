# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The native engine of frame tables. Whatever is unusual goes to the reference engine, errors too."""

cimport cython
from _frames cimport (
    FC_BOOL,
    FC_CODED_BOOL,
    FC_ENUM,
    FC_FLOAT,
    FC_FLOAT32,
    FC_ID_MASK,
    FC_INT,
    FC_LENGTH_SHIFT,
    fc_active,
    fc_add,
    fc_as_double,
    fc_constant_op,
    fc_decode_batch,
    fc_encode_batch,
    fc_extract,
    fc_find,
    fc_fits,
    fc_insert,
    fc_load,
    fc_message,
    fc_op,
    fc_pattern,
    fc_plan,
    fc_program,
    fc_range,
    fc_raw,
    fc_scaled,
    fc_signal,
    fc_signal_op,
    fc_single,
    fc_slot,
    fc_store,
    fc_table,
    fc_unused,
)
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_CheckExact, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.dict cimport PyDict_CheckExact, PyDict_GetItemWithError, PyDict_Next
from cpython.float cimport PyFloat_AS_DOUBLE, PyFloat_CheckExact
from cpython.long cimport PyLong_CheckExact
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from cpython.pycapsule cimport PyCapsule_New
from cpython.ref cimport Py_INCREF, PyObject
from cpython.tuple cimport PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_SET_ITEM
from libc.math cimport isfinite
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from v2xsdk.errors import ConfigError


cdef extern from "Python.h":
    double PyLong_AsDouble(object) except? -1.0
    long long PyLong_AsLongLongAndOverflow(object, int *) except? -1


# Rendered flags, hex and text are kept by raw value, but a peer must not be able to grow that for ever.
cdef enum:
    CACHE_LIMIT = 512


cdef object ABSENT = object()


@cython.final
cdef class Layout:
    """Where the values of one message stand: constants first, then the signals."""

    cdef readonly str message, direction
    cdef tuple names, constants
    cdef dict positions

    def __init__(self, message):
        self.message = message.name
        self.direction = message.direction
        self.constants = tuple(message.labels.values())
        self.names = (*message.labels, *(signal.name for signal in message.signals))
        self.positions = {name: number for number, name in enumerate(self.names)}


@cython.final
@cython.no_gc
@cython.freelist(256)
cdef class Decoded:
    """One decoded frame; see the reference engine's ``Decoded``."""

    cdef Layout layout
    cdef tuple record

    @property
    def message(self):
        """Name of the message."""
        return self.layout.message

    @property
    def direction(self):
        """Direction of the message."""
        return self.layout.direction

    @property
    def values(self):
        """A new dict of the values by signal name."""
        return {
            name: value
            for name, value in zip(self.layout.names, self.record)
            if value is not ABSENT
        }

    def get(self, name, default=None):
        """The value of ``name``, ``default`` where the frame has none."""
        cdef PyObject *position = PyDict_GetItemWithError(self.layout.positions, name)
        if position == NULL:
            return default
        value = self.record[<Py_ssize_t><object>position]
        return default if value is ABSENT else value

    def __getitem__(self, name):
        value = self.get(name, ABSENT)
        if value is ABSENT:
            raise KeyError(name)
        return value

    def __contains__(self, name):
        return self.get(name, ABSENT) is not ABSENT

    def __eq__(self, other):
        if type(other) is not Decoded:
            return NotImplemented
        return self.message == other.message and self.values == other.values

    def __hash__(self):
        return hash(self.message)

    def __repr__(self):
        return f"Decoded({self.message!r}, {self.direction!r}, {self.values!r})"


cdef void *allocate(size_t count, size_t size) except NULL:
    cdef void *memory = PyMem_Calloc(count if count else 1, size)
    if memory == NULL:
        raise MemoryError()
    return memory


cdef class NativeEngine:
    """Executes a compiled table; same results as the reference engine it is given."""

    cdef fc_table table
    cdef object reference, render
    cdef uint64_t extended_flag
    cdef dict numbers
    cdef list layouts
    cdef list names, choices, codes, caches

    def __cinit__(self):
        self.table.patterns = NULL
        self.table.slots = NULL
        self.table.messages = NULL
        self.table.signals = NULL
        self.table.ranges = NULL

    def __init__(self, table, reference, render):
        if self.table.slots != NULL:
            raise ConfigError("a frame engine is made once")
        self.reference = reference
        self.render = render
        self.extended_flag = 0x80000000u if table.extended else 0
        self.numbers = {message.name: number for number, message in enumerate(table.messages)}
        self.layouts = [Layout(message) for message in table.messages]
        self.names = []
        self.choices = []
        self.codes = []
        self.caches = []
        self._build(table)

    def __dealloc__(self):
        PyMem_Free(self.table.patterns)
        PyMem_Free(self.table.slots)
        PyMem_Free(self.table.messages)
        PyMem_Free(self.table.signals)
        PyMem_Free(self.table.ranges)

    def native_table(self):
        """A capsule with the ``fc_table *`` of ``frames_core.h``; valid as long as this engine lives."""
        return PyCapsule_New(&self.table, b"v2xsdk.fc_table", NULL)

    def match(self, frame_id, data, extended=None):
        """As the reference engine's ``match``."""
        cdef uint64_t head, word
        cdef const fc_slot *slot
        if not self._words(frame_id, data, extended, &head, &word):
            return self.reference.match(frame_id, data, extended)
        slot = fc_find(&self.table, head, word)
        return None if slot == NULL else (<Layout>self.layouts[slot.message]).message

    def decode(self, frame_id, data, direction=None, extended=None):
        """As the reference engine's ``decode``."""
        cdef uint64_t head, word
        cdef const fc_slot *slot
        cdef Layout layout
        cdef Decoded decoded
        if not self._words(frame_id, data, extended, &head, &word):
            return self._judged(frame_id, data, direction, extended)
        slot = fc_find(&self.table, head, word)
        if slot == NULL or self.table.messages[slot.message].length != PyBytes_GET_SIZE(data):
            return self._judged(frame_id, data, direction, extended)
        layout = <Layout>self.layouts[slot.message]
        if direction is not None and direction != layout.direction and layout.direction:
            return self._judged(frame_id, data, direction, extended)
        decoded = Decoded.__new__(Decoded)
        decoded.layout = layout
        decoded.record = self._record(layout, &self.table.messages[slot.message], head, word)
        return decoded

    def encode(self, message, values):
        """As the reference engine's ``encode``."""
        cdef PyObject *number = PyDict_GetItemWithError(self.numbers, message)
        cdef const fc_message *plan
        cdef uint64_t head, word
        cdef Py_ssize_t used
        cdef uint8_t raw[8]
        if number == NULL or not PyDict_CheckExact(values):
            return self.reference.encode(message, values)
        plan = &self.table.messages[<Py_ssize_t><object>number]
        head = plan.head
        word = plan.template_word
        used = self._gather(plan, values, &head, &word)
        if used != len(<dict>values) or not fc_fits(plan, head, word):
            return self.reference.encode(message, values)
        fc_store(raw, word)
        return (<uint32_t>(head & FC_ID_MASK), PyBytes_FromStringAndSize(<char *>raw, plan.length))

    @cython.final
    cdef bint _words(self, frame_id, data, extended, uint64_t *head, uint64_t *word) except -1:
        """False for what the reference engine has to judge."""
        cdef int overflow = 0
        cdef long long number
        cdef Py_ssize_t size
        cdef uint8_t padded[8]
        if not PyLong_CheckExact(frame_id) or not PyBytes_CheckExact(data):
            return False
        size = PyBytes_GET_SIZE(data)
        number = PyLong_AsLongLongAndOverflow(frame_id, &overflow)
        if overflow or number < 0 or number > FC_ID_MASK or size > 8:
            return False
        if size == 8:
            word[0] = fc_load(<const uint8_t *>PyBytes_AS_STRING(data))
        else:
            memset(padded, 0, 8)
            memcpy(padded, PyBytes_AS_STRING(data), size)
            word[0] = fc_load(padded)
        head[0] = <uint64_t>number | <uint64_t>size << FC_LENGTH_SHIFT
        if extended is None:
            head[0] |= self.extended_flag
        elif extended:
            head[0] |= 0x80000000u
        return True

    @cython.final
    cdef tuple _record(self, Layout layout, const fc_message *message, uint64_t head, uint64_t word):
        cdef Py_ssize_t constants = PyTuple_GET_SIZE(layout.constants)
        cdef Py_ssize_t at
        cdef int32_t number = message.first_signal
        cdef const fc_signal *signal = &self.table.signals[number]
        cdef tuple record = PyTuple_New(constants + message.signal_count)
        cdef object value
        for at in range(constants):
            value = <object>PyTuple_GET_ITEM(layout.constants, at)
            Py_INCREF(value)
            PyTuple_SET_ITEM(record, at, value)
        for at in range(constants, constants + message.signal_count):
            if signal.hidden or (
                signal.mux_parent >= 0 and not fc_active(&self.table, message, signal, head, word)
            ):
                value = ABSENT
            else:
                value = self._value(signal, number, head, word)
            Py_INCREF(value)
            PyTuple_SET_ITEM(record, at, value)
            number += 1
            signal += 1
        return record

    @cython.final
    cdef object _judged(self, frame_id, data, direction, extended):
        """What the reference engine says: an error, or the values in this engine's form."""
        cdef Decoded decoded = Decoded.__new__(Decoded)
        found = self.reference.decode(frame_id, data, direction, extended)
        decoded.layout = self.layouts[self.numbers[found.message]]
        decoded.record = tuple([found.values.get(name, ABSENT) for name in decoded.layout.names])
        return decoded

    @cython.final
    cdef object _value(self, const fc_signal *signal, int32_t number, uint64_t head, uint64_t word):
        cdef int64_t raw
        cdef double value
        cdef PyObject *known
        if fc_unused(signal, word):
            return None
        raw = fc_extract(signal, head, word)
        if signal.conversion == FC_CODED_BOOL:
            return True if raw == signal.true_raw else False if raw == signal.false_raw else None
        if signal.has_choices:
            known = PyDict_GetItemWithError(self.choices[number], self._integer(signal, raw))
            if known != NULL:
                return <object>known
        if signal.conversion == FC_FLOAT:
            return fc_scaled(signal, fc_as_double(signal, raw))
        if signal.conversion == FC_FLOAT32:
            value = fc_scaled(signal, fc_single(raw))
            return value if isfinite(value) else None
        if signal.conversion == FC_BOOL:
            return raw != 0
        if signal.conversion == FC_ENUM or (signal.conversion == FC_INT and signal.identity):
            return self._integer(signal, raw)
        if signal.conversion == FC_INT:
            return <long long>fc_scaled(signal, fc_as_double(signal, raw))
        return self._rendered(number, self._integer(signal, raw))

    @cython.final
    cdef object _integer(self, const fc_signal *signal, int64_t raw):
        if signal.is_signed:
            return raw
        return <uint64_t>raw

    @cython.final
    cdef object _rendered(self, int32_t number, object raw):
        cdef dict cache = self.caches[number][1]
        cdef PyObject *known = PyDict_GetItemWithError(cache, raw)
        if known != NULL:
            return <object>known
        value = self.render(self.caches[number][0], raw)
        if len(cache) >= CACHE_LIMIT:
            cache.clear()
        cache[raw] = value
        return value

    @cython.final
    cdef Py_ssize_t _gather(self, const fc_message *plan, values, uint64_t *head, uint64_t *word) except -2:
        """Number of values used, -1 for what the reference engine has to judge."""
        cdef int32_t number = plan.first_signal
        cdef int32_t end = number + plan.signal_count
        cdef const fc_signal *signal
        cdef PyObject *key = NULL
        cdef PyObject *name
        cdef PyObject *value = NULL
        cdef PyObject *next_value = NULL
        cdef uint64_t raw = 0
        cdef Py_ssize_t used = 0
        cdef Py_ssize_t at = 0
        # Callers mostly give values in the order of the table: then a walk saves the look-ups.
        PyDict_Next(values, &at, &key, &next_value)
        while number < end:
            signal = &self.table.signals[number]
            if signal.mux_parent < 0 or fc_active(&self.table, plan, signal, head[0], word[0]):
                name = <PyObject *>self.names[number]
                if key == name:
                    value = next_value
                else:
                    value = PyDict_GetItemWithError(values, <object>name)
                if value != NULL:
                    used += 1
                    if key == name and not PyDict_Next(values, &at, &key, &next_value):
                        key = NULL
                    if not self._raw(signal, number, <object>value, &raw):
                        return -1
                elif signal.has_default:
                    raw = signal.default_raw
                else:
                    return -1
                fc_insert(signal, head, word, raw)
            number += 1
        return used

    @cython.final
    cdef bint _raw(self, const fc_signal *signal, int32_t number, object value, uint64_t *raw) except -1:
        cdef PyObject *code
        cdef int overflow = 0
        if PyFloat_CheckExact(value):
            if signal.conversion == FC_FLOAT or signal.conversion == FC_FLOAT32 or signal.conversion == FC_INT:
                return fc_raw(signal, PyFloat_AS_DOUBLE(value), raw)
            return False
        if value is True or value is False:
            return self._boolean(signal, value is True, raw)
        if type(value) is str and signal.has_choices:
            code = PyDict_GetItemWithError(self.codes[number], value)
            if code == NULL:
                return False
            raw[0] = <uint64_t>PyLong_AsLongLongAndOverflow(<object>code, &overflow)
            return not overflow
        if PyLong_CheckExact(value):
            return self._whole(signal, value, raw)
        return False

    @cython.final
    cdef bint _boolean(self, const fc_signal *signal, bint value, uint64_t *raw):
        if signal.conversion == FC_CODED_BOOL:
            raw[0] = <uint64_t>(signal.true_raw if value else signal.false_raw)
            return True
        raw[0] = value
        return signal.conversion == FC_BOOL and not signal.has_choices

    @cython.final
    cdef bint _whole(self, const fc_signal *signal, object value, uint64_t *raw) except -1:
        cdef int overflow = 0
        cdef long long whole = PyLong_AsLongLongAndOverflow(value, &overflow)
        # Up to 53 bits an int and its double are the same number.
        if overflow or whole >= 1LL << 53 or whole <= -(1LL << 53):
            return False
        if signal.conversion > FC_FLOAT32 and signal.conversion != FC_ENUM:
            return False
        return fc_raw(signal, <double>whole, raw)

    cdef int _build(self, table) except -1:
        cdef int32_t number
        signals = [signal for message in table.messages for signal in message.signals]
        ranges = [one for signal in signals for one in signal.mux_ranges]
        slots = 4
        while slots < 2 * len(table.lookup):
            slots *= 2
        self.table.patterns = <fc_pattern *>allocate(len(table.patterns), sizeof(fc_pattern))
        self.table.slots = <fc_slot *>allocate(slots, sizeof(fc_slot))
        self.table.messages = <fc_message *>allocate(len(table.messages), sizeof(fc_message))
        self.table.signals = <fc_signal *>allocate(len(signals), sizeof(fc_signal))
        self.table.ranges = <fc_range *>allocate(len(ranges), sizeof(fc_range))
        self.table.slot_mask = slots - 1
        for number in range(slots):
            self.table.slots[number].message = -1
        for head_mask, word_mask in table.patterns:
            self.table.patterns[self.table.pattern_count] = fc_pattern(head_mask, word_mask)
            self.table.pattern_count += 1
        for message in table.messages:
            self._add_message(message)
        for (pattern, head, word), found in table.lookup.items():
            fc_add(&self.table, pattern, head, word, found)
        return 0

    cdef int _add_message(self, message) except -1:
        cdef fc_message *one = &self.table.messages[self.table.message_count]
        one.head = message.head
        one.head_mask = message.head_mask
        one.word = message.word
        one.word_mask = message.word_mask
        one.template_word = message.template
        one.length = message.length
        one.first_signal = self.table.signal_count
        one.signal_count = len(message.signals)
        self.table.message_count += 1
        for signal in message.signals:
            self._add_signal(signal)
        return 0

    cdef int _add_signal(self, signal) except -1:
        cdef fc_signal *one = &self.table.signals[self.table.signal_count]
        one.num, one.den, one.bias = signal.num, signal.den, signal.bias
        one.minimum, one.maximum = signal.minimum, signal.maximum
        one.source, one.shift, one.length = signal.source, signal.shift, signal.length
        one.conversion = signal.conversion
        one.is_signed, one.identity, one.hidden = signal.signed, signal.identity, signal.hidden
        one.mask = (1 << signal.length) - 1
        one.raw_low = -(2.0 ** (signal.length - 1)) if signal.signed else 0.0
        one.raw_high = 2.0 ** (signal.length - 1) if signal.signed else 2.0 ** signal.length
        one.unused_mask, one.unused_word = signal.unused_mask, signal.unused_word
        one.has_unused = signal.unused_mask != 0
        one.unused_raw = (signal.unused_raw or 0) & one.mask
        one.has_default = signal.default_raw is not None
        one.default_raw = (signal.default_raw or 0) & one.mask
        one.has_choices = bool(signal.choices)
        if one.conversion == FC_CODED_BOOL:
            one.true_raw, one.false_raw = signal.codes[True], signal.codes[False]
        one.mux_parent = signal.mux_parent
        one.first_range, one.range_count = self.table.range_count, len(signal.mux_ranges)
        for low, high in signal.mux_ranges:
            self.table.ranges[self.table.range_count] = fc_range(low, high)
            self.table.range_count += 1
        self.names.append(signal.name)
        self.choices.append(signal.choices)
        self.codes.append(signal.codes)
        self.caches.append((signal, {}))
        self.table.signal_count += 1
        return 0


cdef class NativeBatch:
    """Executes a batch plan over the table of an engine; the GIL is free meanwhile."""

    cdef fc_plan plan
    cdef NativeEngine engine
    cdef object reference

    def __cinit__(self):
        self.plan.programs = NULL
        self.plan.ops = NULL
        self.plan.encode_ops = NULL

    def __init__(self, NativeEngine engine not None, plan, reference):
        if self.plan.programs != NULL:
            raise ConfigError("a batch is made once")
        self.engine = engine
        self.reference = reference
        ops = sum(len(one.signals) + len(one.constants) for one in plan.programs)
        self.plan.programs = <fc_program *>allocate(len(plan.programs), sizeof(fc_program))
        self.plan.ops = <fc_op *>allocate(ops, sizeof(fc_op))
        self.plan.encode_ops = <fc_op *>allocate(len(plan.encoded), sizeof(fc_op))
        self.plan.width = len(plan.columns)
        self.plan.message = plan.message
        for number, program in enumerate(plan.programs):
            self._add_program(number, program)
        if plan.message >= 0:
            self._add_encoder(plan.encoded)

    def __dealloc__(self):
        PyMem_Free(self.plan.programs)
        PyMem_Free(self.plan.ops)
        PyMem_Free(self.plan.encode_ops)

    def decode(self, records, out):
        """As the reference batch's ``decode``."""
        cdef const uint8_t[::1] wire = memoryview(records).cast("B")
        cdef uint8_t[::1] room = memoryview(out).cast("B")
        cdef int64_t count = wire.shape[0] // 16
        cdef int64_t known
        if wire.shape[0] % 16 or room.shape[0] < count * self.plan.width * 8:
            return self.reference.decode(records, out)
        if count == 0:
            return 0
        if <size_t>&room[0] % 8:
            return self.reference.decode(records, out)
        with nogil:
            known = fc_decode_batch(&self.engine.table, &self.plan, &wire[0], count, <double *>&room[0])
        return known

    def encode(self, values, out):
        """As the reference batch's ``encode``."""
        cdef const uint8_t[::1] rows = memoryview(values).cast("B")
        cdef uint8_t[::1] wire = memoryview(out).cast("B")
        cdef int64_t count = wire.shape[0] // 16
        cdef int64_t done
        if self.plan.message < 0 or wire.shape[0] % 16 or rows.shape[0] < count * self.plan.width * 8:
            return self.reference.encode(values, out)
        if count == 0:
            return 0
        if <size_t>&rows[0] % 8:
            return self.reference.encode(values, out)
        with nogil:
            done = fc_encode_batch(&self.engine.table, &self.plan, <const double *>&rows[0], count, &wire[0])
        if done < count:
            return self.reference.encode(values, out)
        return count

    cdef int _add_program(self, Py_ssize_t number, program) except -1:
        cdef fc_program *one = &self.plan.programs[number]
        cdef const fc_signal *signals
        signals = &self.engine.table.signals[self.engine.table.messages[number].first_signal]
        one.first_op = self.plan.op_count
        one.op_count = len(program.signals) + len(program.constants)
        one.fills_row = one.op_count == self.plan.width
        for column, constant in program.constants:
            self.plan.ops[self.plan.op_count] = fc_constant_op(column, constant)
            self.plan.op_count += 1
        for signal, column in program.signals:
            self.plan.ops[self.plan.op_count] = fc_signal_op(&signals[<int32_t>signal], column)
            self.plan.op_count += 1
            # A multiplexed signal may be absent, so the row must be cleared first.
            if signals[<int32_t>signal].mux_parent >= 0:
                one.fills_row = 0
        return 0

    cdef int _add_encoder(self, columns) except -1:
        """Defaults go into the template words once, columns become ops."""
        cdef const fc_message *message = &self.engine.table.messages[self.plan.message]
        cdef const fc_signal *signal = &self.engine.table.signals[message.first_signal]
        self.plan.head = message.head
        self.plan.word = message.template_word
        for column in columns:
            fc_insert(signal, &self.plan.head, &self.plan.word, 0 if column >= 0 else signal.default_raw)
            if column >= 0:
                self.plan.encode_ops[self.plan.encode_count] = fc_signal_op(signal, column)
                self.plan.encode_count += 1
            signal += 1
        return 0
