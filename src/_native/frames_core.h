/* Frame tables as plain C: what the codec and the power loop execute, with no Python in it.
 *
 * A frame is two words. head: the can_id word of a SocketCAN record with the length at bit 32.
 * word: the data bytes as one big-endian number, zeros behind the last. */
#ifndef V2XSDK_FRAMES_CORE_H
#define V2XSDK_FRAMES_CORE_H

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { FC_IDENTIFIER, FC_BIG, FC_LITTLE };
enum { FC_INT, FC_FLOAT, FC_FLOAT32, FC_BOOL, FC_CODED_BOOL, FC_ENUM, FC_FLAGS, FC_HEX, FC_TEXT };

#define FC_ID_MASK 0x1FFFFFFFu
#define FC_LENGTH_SHIFT 32

typedef struct {
    double num, den, bias, minimum, maximum;
    double raw_low, raw_high; /* low <= raw < high, exact powers of two */
    uint64_t mask;            /* of the raw value, not shifted */
    uint64_t unused_mask, unused_word, unused_raw, default_raw;
    int64_t true_raw, false_raw;
    int32_t mux_parent, first_range, range_count;
    uint8_t source, shift, length, conversion, is_signed, identity, has_unused, has_default, has_choices, hidden;
} fc_signal;

typedef struct {
    int64_t low, high;
} fc_range;

typedef struct {
    uint64_t head, head_mask, word, word_mask, template_word;
    int32_t first_signal, signal_count;
    uint8_t length;
} fc_message;

typedef struct {
    uint64_t head, word;
    int32_t pattern, message; /* message -1: empty */
} fc_slot;

typedef struct {
    uint64_t head_mask, word_mask;
} fc_pattern;

typedef struct {
    fc_pattern *patterns;
    fc_slot *slots;
    fc_message *messages;
    fc_signal *signals;
    fc_range *ranges;
    int32_t pattern_count, message_count, signal_count, range_count;
    uint32_t slot_mask;
} fc_table;

static inline uint64_t fc_swap(uint64_t word) { return __builtin_bswap64(word); }

static inline uint64_t fc_load(const uint8_t *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, 8);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    word = fc_swap(word);
#endif
    return word;
}

static inline void fc_store(uint8_t *bytes, uint64_t word)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    word = fc_swap(word);
#endif
    memcpy(bytes, &word, 8);
}

/* Ones over the first `length` bytes of a word. */
static inline uint64_t fc_length_mask(unsigned length)
{
    return length >= 8 ? ~0ull : ~(~0ull >> (8 * length));
}

static inline uint32_t fc_hash(int32_t pattern, uint64_t head, uint64_t word)
{
    uint64_t mixed = (head + (uint64_t)pattern) * 0x9E3779B97F4A7C15ull;
    mixed ^= word * 0xC2B2AE3D27D4EB4Full;
    mixed ^= mixed >> 29;
    mixed *= 0xBF58476D1CE4E5B9ull;
    return (uint32_t)(mixed >> 32);
}

/* Slot of the message, NULL for a frame of another protocol. */
static inline const fc_slot *fc_find(const fc_table *table, uint64_t head, uint64_t word)
{
    for (int32_t pattern = 0; pattern < table->pattern_count; pattern++) {
        uint64_t masked_head = head & table->patterns[pattern].head_mask;
        uint64_t masked_word = word & table->patterns[pattern].word_mask;
        uint32_t at = fc_hash(pattern, masked_head, masked_word) & table->slot_mask;
        for (; table->slots[at].message >= 0; at = (at + 1) & table->slot_mask) {
            const fc_slot *slot = &table->slots[at];
            if (slot->head == masked_head && slot->word == masked_word && slot->pattern == pattern)
                return slot;
        }
    }
    return NULL;
}

/* The caller has seen to it that (pattern, head, word) is new and that a slot is free. */
static inline void fc_add(fc_table *table, int32_t pattern, uint64_t head, uint64_t word, int32_t message)
{
    uint32_t at = fc_hash(pattern, head, word) & table->slot_mask;
    fc_slot slot = {head, word, pattern, message};
    while (table->slots[at].message >= 0)
        at = (at + 1) & table->slot_mask;
    table->slots[at] = slot;
}

static inline int fc_fits(const fc_message *message, uint64_t head, uint64_t word)
{
    head |= (uint64_t)message->length << FC_LENGTH_SHIFT;
    return (head & message->head_mask) == message->head && (word & message->word_mask) == message->word;
}

static inline int64_t fc_extract(const fc_signal *signal, uint64_t head, uint64_t word)
{
    uint64_t from = signal->source == FC_BIG ? word : signal->source == FC_LITTLE ? fc_swap(word) : head & FC_ID_MASK;
    uint64_t raw = from >> signal->shift & signal->mask;
    if (signal->is_signed && raw >> (signal->length - 1))
        raw |= ~signal->mask;
    return (int64_t)raw;
}

static inline void fc_insert(const fc_signal *signal, uint64_t *head, uint64_t *word, uint64_t raw)
{
    uint64_t mask = signal->mask << signal->shift, bits = raw << signal->shift & mask;
    if (signal->source == FC_BIG)
        *word = (*word & ~mask) | bits;
    else if (signal->source == FC_LITTLE)
        *word = fc_swap((fc_swap(*word) & ~mask) | bits);
    else
        *head = (*head & ~mask) | bits;
}

static inline double fc_as_double(const fc_signal *signal, int64_t raw)
{
    /* Without the wide case the conversion is one instruction. */
    return signal->length == 64 && !signal->is_signed ? (double)(uint64_t)raw : (double)raw;
}

static inline int fc_unused(const fc_signal *signal, uint64_t word)
{
    return signal->has_unused && (word & signal->unused_mask) == signal->unused_word;
}

static inline int fc_in_ranges(const fc_table *table, const fc_signal *signal, int64_t raw)
{
    for (int32_t k = 0; k < signal->range_count; k++) {
        const fc_range *range = &table->ranges[signal->first_range + k];
        if (range->low <= raw && raw <= range->high)
            return 1;
    }
    return 0;
}

/* Whether the multiplexers select the signal in this frame. */
static inline int fc_active(const fc_table *table, const fc_message *message, const fc_signal *signal,
                            uint64_t head, uint64_t word)
{
    while (signal->mux_parent >= 0) {
        const fc_signal *parent = &table->signals[message->first_signal + signal->mux_parent];
        if (!fc_in_ranges(table, signal, fc_extract(parent, head, word)))
            return 0;
        signal = parent;
    }
    return 1;
}

static inline double fc_single(int64_t raw)
{
    uint32_t bits = (uint32_t)raw;
    float value;
    memcpy(&value, &bits, 4);
    return value;
}

static inline double fc_scaled(const fc_signal *signal, double raw)
{
    return (raw * signal->num + signal->bias) / signal->den;
}

/* What a batch column holds; NaN for what is not known. */
static inline double fc_number(const fc_signal *signal, uint64_t head, uint64_t word)
{
    int64_t raw = fc_extract(signal, head, word);
    double value;
    if (fc_unused(signal, word))
        return NAN;
    switch (signal->conversion) {
    case FC_INT:
    case FC_FLOAT:
        return fc_scaled(signal, fc_as_double(signal, raw));
    case FC_FLOAT32:
        value = fc_scaled(signal, fc_single(raw));
        return isfinite(value) ? value : NAN;
    case FC_BOOL:
        return raw != 0;
    case FC_CODED_BOOL:
        return raw == signal->true_raw ? 1.0 : raw == signal->false_raw ? 0.0 : NAN;
    default:
        return fc_as_double(signal, raw);
    }
}

/* rint() without a call: to the nearest, halves to even. */
static inline double fc_round(double value)
{
    const double shift = 6755399441055744.0; /* 1.5 * 2^52 */
    return fabs(value) < 2251799813685248.0 ? (value + shift) - shift : rint(value);
}

/* Raw bits for a number in the signal's unit; 0 when it cannot be carried. */
static inline int fc_raw(const fc_signal *signal, double value, uint64_t *raw)
{
    double scaled;
    if (!(value >= signal->minimum && value <= signal->maximum)) /* NaN, too */
        return 0;
    scaled = value * signal->den - signal->bias;
    if (signal->num != 1.0)
        scaled /= signal->num;
    if (signal->conversion == FC_FLOAT32) {
        float single = (float)scaled;
        uint32_t bits;
        if (!isfinite(single))
            return 0;
        memcpy(&bits, &single, 4);
        *raw = bits;
        return 1;
    }
    scaled = fc_round(scaled);
    if (!(scaled >= signal->raw_low && scaled < signal->raw_high))
        return 0;
    *raw = scaled < 9223372036854775808.0 ? (uint64_t)(int64_t)scaled : (uint64_t)scaled;
    return 1;
}

/* As fc_raw, for what fc_number gives. */
static inline int fc_raw_from_column(const fc_signal *signal, double value, uint64_t *raw)
{
    if (isnan(value) && signal->has_unused) {
        *raw = signal->unused_raw;
        return 1;
    }
    if (signal->conversion == FC_CODED_BOOL) {
        *raw = (uint64_t)(value == 1.0 ? signal->true_raw : signal->false_raw);
        return value == 1.0 || value == 0.0;
    }
    return fc_raw(signal, value, raw);
}

#endif
