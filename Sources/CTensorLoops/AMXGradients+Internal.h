// What the gradients of AMXGradients.h share: sizes, how work is cut up, the setting of the tile
// registers, and images side by side.
#ifndef FOVEA_AMX_GRADIENTS_INTERNAL_H
#define FOVEA_AMX_GRADIENTS_INTERNAL_H

#include "AMXGradients.h"
#include "Threads.h"

// A tile register holds sixteen lines of 64 bytes; a line is 16 floats, or 32 numbers of bfloat16.
enum { lane = 16, line_bytes = 64, tile_bytes = lane * line_bytes, tile_floats = tile_bytes / 4 };
// Six of the eight registers hold sums, so that a seventh is loaded once for six products.
enum { most_sums = 6 };

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
static inline int64_t taps_of(const fovea_amx_shape *s) { return s->kernel[0] * s->kernel[1]; }

// How the gradient of the weights is cut up: a unit of work is a band of rows of a group of images.
typedef struct {
  int64_t images, rows;                 // side by side, of the output in a unit
  int64_t bands, units;                 // in the height, in all
  int64_t row_tiles;                    // steps of 32 pixels in an output row
  int64_t folded;                       // columns of the kernel that are side by side in a block, as channels
  int64_t kernel_columns, taps;         // without those
  int64_t phases[2];                    // rows and columns of the source that are `stride` apart
  int64_t source_rows, source_columns;  // of a phase
  int64_t chunk;                        // blocks of input channels at a time
  int64_t row_bytes, block_bytes;       // of a row of the source of one phase, of a block of channels
  int64_t gradient_bytes, line_buffer_bytes, sums_bytes, thread_bytes;
  int splits_inputs;                    // whether threads share the inputs, not the units
} fovea_amx_weights_plan;

fovea_amx_weights_plan fovea_amx_plan_weights(const fovea_amx_shape *);

// Rows or columns of dx of which (place + padding) mod stride is the phase: dx has them from first · stride + phase −
// padding on.
typedef struct {
  int64_t first, count, taps;
} fovea_amx_phase;

// The same for the gradient of the source.
typedef struct {
  fovea_amx_phase phases[2][2];  // of rows, of columns
  int64_t begin[2];              // the row and column of dy where lines begin, for the first row of dx
  int64_t images, rows;          // side by side, of a phase in a unit
  int64_t bands, units;
  int64_t chunks;                // of 32 channels of dy
  int64_t line_rows, line_columns, row_bytes, chunk_bytes, thread_bytes;
} fovea_amx_source_plan;

fovea_amx_source_plan fovea_amx_plan_source(const fovea_amx_shape *);

// Tiles of weights for sixteen inputs.
static inline int64_t weight_tiles_of(const fovea_amx_shape *s) {
  return quotient_up(s->outputs, 2 * lane) * taps_of(s);
}

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

// Instructions name registers by constants, hence macros: FOR_EACH_SUM(DO) is DO(0) to DO(5).
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
// The same for images of few channels, of which a line has `folded` pixels beside one another.
AMX void fovea_amx_fold_row(const image_group *, int64_t row, int64_t left, int64_t step, int64_t columns,
                            int64_t folded, uint8_t *lines);
// Turns sixteen lines of pairs around: a line for each channel, of 32 pixels.
AMX void fovea_amx_transpose_pairs(const uint8_t *pairs, uint8_t *tile);
// Adds the pixels of lines of pairs to a sum for each channel.
AMX void fovea_amx_sum_pairs(const uint8_t *pairs, int64_t count, float *sums);

#endif
#endif
