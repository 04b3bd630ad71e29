# Bits of a stream, most significant first: a 64-bit window to read, a 64-bit accumulator to write.
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy

cdef extern from * nogil:
    """
    #include <stdint.h>
    #if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    #define V2X_BE64(x) __builtin_bswap64(x)
    #define V2X_BE32(x) __builtin_bswap32(x)
    #else
    #define V2X_BE64(x) (x)
    #define V2X_BE32(x) (x)
    #endif
    """
    uint64_t V2X_BE64(uint64_t word)
    uint32_t V2X_BE32(uint32_t word)


cdef struct Reader:
    const uint8_t *data
    uint64_t position       # in bits; may run past the end, where zero bits are read
    uint64_t end            # in bits
    uint64_t readable       # bytes that may be touched: at least end / 8, more if the buffer is padded
    bint irregular          # something was tolerated
    bint out_of_facet       # a value outside the facets of its type was tolerated
    bint signature          # a signature was read


cdef inline uint64_t peek(const Reader *r) noexcept nogil:
    """Return the next 57 or more bits, left-aligned; zero bits behind the readable bytes."""
    cdef uint64_t first = r.position >> 3
    cdef uint64_t word = 0
    cdef uint64_t index
    if first + 8 <= r.readable:
        memcpy(&word, r.data + first, 8)
        word = V2X_BE64(word)
    else:
        for index in range(first, first + 8):
            word = (word << 8) | (r.data[index] if index < r.readable else 0)
    return word << (r.position & 7)


cdef inline uint64_t take(Reader *r, int count) noexcept nogil:
    """Return up to 57 bits as a number."""
    cdef uint64_t value = 0
    if count:
        value = peek(r) >> (64 - count)
        r.position += count
    return value


cdef inline int take_varint(Reader *r, uint64_t *value) noexcept nogil:
    """Read an unsigned number of seven bits a byte; return 0 if it is over ten bytes or 64 bits."""
    cdef uint64_t byte
    cdef uint64_t result = 0
    cdef int shift = 0
    while shift < 70:
        byte = take(r, 8)
        if shift == 63 and byte & 0x7E:
            return 0
        result |= (byte & 0x7F) << shift
        if byte < 0x80:
            value[0] = result
            return 1
        shift += 7
    return 0


cdef inline uint64_t remaining(const Reader *r) noexcept nogil:
    """Return the number of bits left."""
    return r.end - r.position if r.position < r.end else 0


cdef inline void take_bytes(Reader *r, uint8_t *target, uint64_t count) noexcept nogil:
    """Copy bytes from any bit offset; the caller has compared ``count`` with what remains."""
    cdef const uint8_t *source = r.data + (r.position >> 3)
    cdef int shift = r.position & 7
    cdef uint64_t index = 0
    cdef uint64_t word
    r.position += 8 * count
    if shift == 0:
        memcpy(target, source, count)
        return
    while index + 8 <= count:
        memcpy(&word, source + index, 8)
        word = V2X_BE64((V2X_BE64(word) << shift) | (source[index + 8] >> (8 - shift)))
        memcpy(target + index, &word, 8)
        index += 8
    while index < count:
        target[index] = <uint8_t> ((source[index] << shift) | (source[index + 1] >> (8 - shift)))
        index += 1


cdef struct Writer:
    uint8_t *cursor
    uint8_t *limit          # end of the buffer, less what one value may need
    uint8_t *start
    uint64_t held           # bits not yet written, right-aligned
    int width               # how many; below 32 between calls


cdef inline void put(Writer *w, uint64_t value, int count) noexcept nogil:
    """Append up to 32 bits; the caller has made room."""
    cdef uint32_t word
    w.held = (w.held << count) | value
    w.width += count
    if w.width >= 32:
        w.width -= 32
        word = V2X_BE32(<uint32_t> (w.held >> w.width))
        memcpy(w.cursor, &word, 4)
        w.cursor += 4


cdef inline void put_varint(Writer *w, uint64_t value) noexcept nogil:
    """Append an unsigned number of seven bits a byte."""
    while value >= 0x80:
        put(w, 0x80 | (value & 0x7F), 8)
        value >>= 7
    put(w, value, 8)


cdef inline void flush(Writer *w) noexcept nogil:
    """Write the whole bytes among the held bits."""
    while w.width >= 8:
        w.width -= 8
        w.cursor[0] = <uint8_t> (w.held >> w.width)
        w.cursor += 1


cdef inline void put_bytes(Writer *w, const uint8_t *source, uint64_t count) noexcept nogil:
    """Append bytes at any bit offset; the caller has made room."""
    cdef uint64_t index = 0
    cdef uint64_t word
    cdef uint64_t carry
    cdef int shift
    flush(w)
    shift = w.width
    if shift == 0:
        memcpy(w.cursor, source, count)
        w.cursor += count
        return
    carry = w.held & ((<uint64_t> 1 << shift) - 1)
    while index + 8 <= count:
        memcpy(&word, source + index, 8)
        word = V2X_BE64(word)
        w.held = V2X_BE64((carry << (64 - shift)) | (word >> shift))
        memcpy(w.cursor, &w.held, 8)
        w.cursor += 8
        carry = word & ((<uint64_t> 1 << shift) - 1)
        index += 8
    w.held = carry
    while index < count:
        put(w, source[index], 8)
        index += 1
