// What the gradients of AMXGradients.h share: sizes, the setting of the tile registers, and images side by side.
#ifndef FOVEA_AMX_GRADIENTS_INTERNAL_H
#define FOVEA_AMX_GRADIENTS_INTERNAL_H

#include "AMXGradients.h"
#include "COneDNN.h"

// A tile register holds sixteen lines of 64 bytes; a line is 16 floats, or 32 numbers of bfloat16.
enum { lane = 16, line_bytes = 64, tile_bytes = lane * line_bytes };

static inline int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }
static inline int64_t quotient_up(int64_t a, int64_t b) { return (a + b - 1) / b; }

static inline int64_t output_height(const fovea_amx_shape *s) {
  return (s->height + s->padding[0] + s->padding[2] - s->kernel[0]) / s->stride + 1;
}
static inline int64_t output_width(const fovea_amx_shape *s) {
  return (s->width + s->padding[1] + s->padding[3] - s->kernel[1]) / s->stride + 1;
}
static inline int64_t blocks_of(int64_t channels) { return quotient_up(channels, lane); }

#if defined(__x86_64__)
#include <immintrin.h>

#define AMX __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,amx-tile,amx-bf16")))
#define INLINE static inline __attribute__((always_inline)) AMX

// All eight registers whole. oneDNN sets them for each of its kernels, so a setting lasts for one piece of a thread's
// work.
INLINE void set_tiles(void) {
  struct {
    uint8_t palette, start, reserved[14];
    uint16_t columns[16];
    uint8_t rows[16];
  } setting = {.palette = 1};
  for (int i = 0; i < 8; i++) setting.columns[i] = line_bytes, setting.rows[i] = lane;
  _tile_loadconfig(&setting);
}

// Six of the eight registers hold sums, so that a seventh is loaded once for six products. Instructions name registers
// by constants, hence macros: FOR_EACH_SUM(DO) is DO(0) to DO(5).
enum { most_sums = 6 };
#define FOR_EACH_SUM(each) each(0) each(1) each(2) each(3) each(4) each(5)

// Neighbouring images of a batch, of which a part of a row is read.
typedef struct {
  const uint16_t *first;
  int64_t apart;           // elements from an image to the next
  int64_t count;           // images there are
  int64_t side_by_side;    // images to write, an even number: those that are not there are zero
  int64_t height, width, pixel;
} image_group;

// Writes `columns` pixels of a row from `left` on, `step` apart, as lines of pairs: line (column, n / 2) holds channel
// by channel the numbers of images n and n + 1. Pixels outside are zero.
AMX void fovea_amx_pair_row(const image_group *, int64_t row, int64_t left, int64_t step, int64_t columns,
                            uint32_t channels, uint8_t *lines);
// Turns sixteen lines of pairs around: a line for each channel, of 32 pixels.
AMX void fovea_amx_transpose_pairs(const uint8_t *pairs, uint8_t *tile);
// Adds the pixels of lines of pairs to a sum for each channel.
AMX void fovea_amx_sum_pairs(const uint8_t *pairs, int64_t count, float *sums);

#endif
#endif
