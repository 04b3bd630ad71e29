/* Many records at once: rows of doubles, a column a signal. */
#ifndef V2XSDK_FRAMES_BATCH_H
#define V2XSDK_FRAMES_BATCH_H

#include "frames_core.h"

#define FC_RECORD_SIZE 16

enum { FC_OP_CONSTANT, FC_OP_PLAIN, FC_OP_DIVIDED, FC_OP_SIGNAL };

/* One column of one message; the common conversions carry all they need. */
typedef struct {
    double constant; /* or the divisor */
    uint64_t mask;
    const fc_signal *signal;
    int32_t column;
    uint8_t kind, source, shift;
} fc_op;

typedef struct {
    int32_t first_op, op_count;
    int32_t fills_row; /* every column is written by an op */
} fc_program;

typedef struct {
    fc_program *programs; /* one a message */
    fc_op *ops;
    fc_op *encode_ops;
    uint64_t head, word; /* of the encoded message: zeros where the columns go */
    int32_t width, message, op_count, encode_count;
} fc_plan;

static inline fc_op fc_constant_op(int32_t column, double constant)
{
    fc_op op = {constant, 0, NULL, column, FC_OP_CONSTANT, 0, 0};
    return op;
}

static inline fc_op fc_signal_op(const fc_signal *signal, int32_t column)
{
    fc_op op = {signal->den, signal->mask, signal, column, FC_OP_SIGNAL, signal->source, signal->shift};
    int scaled = signal->conversion == FC_INT || signal->conversion == FC_FLOAT;
    if (scaled && signal->num == 1.0 && signal->bias == 0.0 && !signal->is_signed && signal->length < 64
        && !signal->has_unused && signal->mux_parent < 0)
        op.kind = signal->den == 1.0 ? FC_OP_PLAIN : FC_OP_DIVIDED;
    return op;
}

static inline uint64_t fc_record_head(const uint8_t *record)
{
    uint32_t id;
    memcpy(&id, record, 4);
    return id | (uint64_t)record[4] << FC_LENGTH_SHIFT;
}

static inline void fc_run(const fc_table *table, const fc_plan *plan, int32_t number, uint64_t head,
                          uint64_t word, double *row)
{
    const uint64_t words[3] = {head & FC_ID_MASK, word, fc_swap(word)};
    const fc_program *program = &plan->programs[number];
    const fc_op *op = &plan->ops[program->first_op], *end = op + program->op_count;
    for (; op < end; op++) {
        double raw = (double)(int64_t)(words[op->source] >> op->shift & op->mask);
        if (op->kind == FC_OP_DIVIDED)
            row[op->column] = raw / op->constant;
        else if (op->kind == FC_OP_PLAIN)
            row[op->column] = raw;
        else if (op->kind == FC_OP_CONSTANT)
            row[op->column] = op->constant;
        else if (fc_active(table, &table->messages[number], op->signal, head, word))
            row[op->column] = fc_number(op->signal, head, word);
    }
}

/* Returns how many of the records belong to the table; rows of the others are NaN. */
static inline int64_t fc_decode_batch(const fc_table *table, const fc_plan *plan, const uint8_t *records,
                                      int64_t count, double *rows)
{
    const fc_slot *last = NULL;
    const fc_pattern first = table->pattern_count ? table->patterns[0] : (fc_pattern){0, 0};
    int64_t known = 0;
    for (int64_t k = 0; k < count; k++, records += FC_RECORD_SIZE, rows += plan->width) {
        uint64_t head = fc_record_head(records);
        uint64_t word = fc_load(records + 8) & fc_length_mask(records[4]);
        const fc_slot *slot = last;
        /* Equal frames come in runs; only the most specific pattern may skip the search. */
        if (!last || (head & first.head_mask) != last->head || (word & first.word_mask) != last->word) {
            slot = fc_find(table, head, word);
            last = slot && slot->pattern == 0 ? slot : NULL;
        }
        int fits = slot && table->messages[slot->message].length == records[4];
        if (!fits || !plan->programs[slot->message].fills_row)
            for (int32_t column = 0; column < plan->width; column++)
                rows[column] = NAN;
        if (fits) {
            fc_run(table, plan, slot->message, head, word, rows);
            known++;
        }
    }
    return known;
}

/* Returns the number of rows written: less than count where that row cannot be carried. */
static inline int64_t fc_encode_batch(const fc_table *table, const fc_plan *plan, const double *rows,
                                      int64_t count, uint8_t *records)
{
    const fc_message *message = &table->messages[plan->message];
    const fc_op *end = plan->encode_ops + plan->encode_count;
    for (int64_t k = 0; k < count; k++, records += FC_RECORD_SIZE, rows += plan->width) {
        uint64_t words[3] = {plan->head, plan->word, 0}, raw;
        uint32_t id, length = 0;
        for (const fc_op *op = plan->encode_ops; op < end; op++) {
            if (!fc_raw_from_column(op->signal, rows[op->column], &raw))
                return k;
            words[op->source] |= (raw & op->mask) << op->shift;
        }
        words[FC_BIG] |= fc_swap(words[FC_LITTLE]);
        if (!fc_fits(message, words[FC_IDENTIFIER], words[FC_BIG]))
            return k;
        id = (uint32_t)words[FC_IDENTIFIER];
        memcpy(records, &id, 4);
        memcpy(records + 4, &length, 4);
        records[4] = message->length;
        fc_store(records + 8, words[FC_BIG]);
    }
    return count;
}

#endif
