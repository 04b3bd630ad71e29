/* Edge coverage for code that was compiled with -fsanitize-coverage=trace-pc; preloaded into the interpreter. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define EDGES 65536

static uint8_t hits[EDGES + sizeof(uint64_t)];
static uint8_t seen[EDGES];
static __thread uintptr_t last;

void __sanitizer_cov_trace_pc(void)
{
    uintptr_t here = (uintptr_t) __builtin_return_address(0);
    uintptr_t edge = (here >> 2 ^ here << 5 ^ last) % EDGES;
    if (hits[edge] < 255)
        hits[edge]++;
    last = here >> 1;
}

void v2x_coverage_begin(void)
{
    memset(hits, 0, sizeof hits);
    last = 0;
}

/* Classes of hit counts, as usual: 1, 2, 3, 4 to 7, 8 to 15, 16 to 31, 32 to 127, more. */
static uint8_t class_of(uint8_t count)
{
    static const uint8_t bounds[] = {1, 2, 3, 4, 8, 16, 32, 128};
    uint8_t found = 0;
    for (size_t i = 0; i < sizeof bounds; i++)
        if (count >= bounds[i])
            found = (uint8_t) (1u << i);
    return found;
}

/* Number of edges that were taken in a way not seen before. */
size_t v2x_coverage_end(void)
{
    size_t fresh = 0;
    for (size_t i = 0; i < EDGES; i++) {
        uint64_t next;
        memcpy(&next, hits + i, sizeof next);
        if (i % sizeof next == 0 && next == 0) {
            i += sizeof next - 1;
            continue;
        }
        uint8_t kind = class_of(hits[i]);
        if (kind & ~seen[i]) {
            seen[i] |= kind;
            fresh++;
        }
    }
    return fresh;
}
