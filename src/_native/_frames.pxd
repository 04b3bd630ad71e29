# Declarations of frames_core.h and frames_batch.h, for every module here that executes frame tables.

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t


cdef extern from "frames_core.h" nogil:
    enum:
        FC_INT, FC_FLOAT, FC_FLOAT32, FC_BOOL, FC_CODED_BOOL, FC_ENUM, FC_FLAGS, FC_HEX, FC_TEXT
        FC_ID_MASK, FC_LENGTH_SHIFT

    ctypedef struct fc_signal:
        double num, den, bias, minimum, maximum, raw_low, raw_high
        uint64_t mask, unused_mask, unused_word, unused_raw, default_raw
        int64_t true_raw, false_raw
        int32_t mux_parent, first_range, range_count
        uint8_t source, shift, length, conversion, is_signed, identity
        uint8_t has_unused, has_default, has_choices, hidden

    ctypedef struct fc_range:
        int64_t low, high

    ctypedef struct fc_message:
        uint64_t head, head_mask, word, word_mask, template_word
        int32_t first_signal, signal_count
        uint8_t length

    ctypedef struct fc_slot:
        uint64_t head, word
        int32_t pattern, message

    ctypedef struct fc_pattern:
        uint64_t head_mask, word_mask

    ctypedef struct fc_table:
        fc_pattern *patterns
        fc_slot *slots
        fc_message *messages
        fc_signal *signals
        fc_range *ranges
        int32_t pattern_count, message_count, signal_count, range_count
        uint32_t slot_mask

    uint64_t fc_load(const uint8_t *)
    void fc_store(uint8_t *, uint64_t)
    const fc_slot *fc_find(const fc_table *, uint64_t, uint64_t)
    void fc_add(fc_table *, int32_t, uint64_t, uint64_t, int32_t)
    int fc_fits(const fc_message *, uint64_t, uint64_t)
    int64_t fc_extract(const fc_signal *, uint64_t, uint64_t)
    void fc_insert(const fc_signal *, uint64_t *, uint64_t *, uint64_t)
    int fc_unused(const fc_signal *, uint64_t)
    int fc_active(const fc_table *, const fc_message *, const fc_signal *, uint64_t, uint64_t)
    double fc_single(int64_t)
    double fc_scaled(const fc_signal *, double)
    double fc_as_double(const fc_signal *, int64_t)
    int fc_raw(const fc_signal *, double, uint64_t *)


cdef extern from "frames_batch.h" nogil:
    ctypedef struct fc_op:
        pass

    ctypedef struct fc_program:
        int32_t first_op, op_count, fills_row

    ctypedef struct fc_plan:
        fc_program *programs
        fc_op *ops
        fc_op *encode_ops
        uint64_t head, word
        int32_t width, message, op_count, encode_count

    fc_op fc_constant_op(int32_t, double)
    fc_op fc_signal_op(const fc_signal *, int32_t)

    int64_t fc_decode_batch(const fc_table *, const fc_plan *, const uint8_t *, int64_t, double *)
    int64_t fc_encode_batch(const fc_table *, const fc_plan *, const double *, int64_t, uint8_t *)
