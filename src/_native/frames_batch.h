/* Many records at once: rows of doubles, a column a signal. */
#ifndef V2XSDK_FRAMES_BATCH_H
#define V2XSDK_FRAMES_BATCH_H

#include "frames_core.h"

#define FC_RECORD_SIZE 16

typedef struct {
    int32_t signal, column; /* signal: number within the message */
    double constant;        /* where signal is -1 */
} fc_op;

typedef struct {
    int32_t first_op, op_count;
    int32_t fills_row; /* every column is written by an op */
} fc_program;

typedef struct {
    fc_program *programs; /* one a message */
    fc_op *ops;
    int32_t *encoded; /* for each signal of the encoded message its column, -1 for its default */
    int32_t width, message, op_count, encoded_count;
} fc_plan;

static inline uint64_t fc_record_head(const uint8_t *record)
{
    uint32_t id;
    memcpy(&id, record, 4);
    return id | (uint64_t)record[4] << FC_LENGTH_SHIFT;
}

static inline void fc_run(const fc_table *table, const fc_plan *plan, int32_t number, uint64_t head,
                          uint64_t word, double *row)
{
    const fc_message *message = &table->messages[number];
    const fc_signal *signals = &table->signals[message->first_signal];
    const fc_program *program = &plan->programs[number];
    const fc_op *op = &plan->ops[program->first_op], *end = op + program->op_count;
    for (; op < end; op++) {
        const fc_signal *signal = &signals[op->signal];
        if (op->signal < 0)
            row[op->column] = op->constant;
        else if (signal->mux_parent < 0 || fc_active(table, message, signal, head, word))
            row[op->column] = fc_number(signal, head, word);
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
    const fc_signal *signals = &table->signals[message->first_signal];
    for (int64_t k = 0; k < count; k++, records += FC_RECORD_SIZE, rows += plan->width) {
        uint64_t head = message->head, word = message->template_word;
        for (int32_t number = 0; number < message->signal_count; number++) {
            int32_t column = plan->encoded[number];
            uint64_t raw = signals[number].default_raw;
            if (column >= 0 && !fc_raw_from_column(&signals[number], rows[column], &raw))
                return k;
            fc_insert(&signals[number], &head, &word, raw);
        }
        if (!fc_fits(message, head, word))
            return k;
        uint32_t id = (uint32_t)head;
        memcpy(records, &id, 4);
        memset(records + 4, 0, 4);
        records[4] = message->length;
        fc_store(records + 8, word);
    }
    return count;
}

#endif
