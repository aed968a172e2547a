// How the work of a gradient is cut up for the caches and the threads: how many images lie side by side, and how many
// rows are a unit of work. Both are the cheapest of all that fit, by a rough count of cycles.
#include "AMXGradients+Internal.h"

static fovea_amx_weights_plan weights_plan(const fovea_amx_shape *s, int64_t images, int64_t rows, int splits_inputs) {
  fovea_amx_weights_plan p = {.images = images, .rows = rows, .splits_inputs = splits_inputs};
  p.bands = quotient_up(output_height(s), rows);
  p.units = quotient_up(s->batch, images) * p.bands;
  p.row_tiles = quotient_up(output_width(s) * images, 2 * lane);
  // Few channels leave most of a tile empty, unless all that a row of the kernel reads is in one block.
  p.folded = s->source.pixel == s->inputs && s->inputs * s->kernel[1] <= lane ? s->kernel[1] : 1;
  p.kernel_columns = s->kernel[1] / p.folded, p.taps = s->kernel[0] * p.kernel_columns;
  p.phases[0] = least(s->kernel[0], s->stride), p.phases[1] = least(p.kernel_columns, s->stride);
  p.source_rows = rows + (s->kernel[0] - 1) / s->stride;
  p.source_columns = output_width(s) + (p.kernel_columns - 1) / s->stride;
  p.chunk = least(blocks_of(s->inputs), p.taps > 1 ? 2 : 6);
  p.row_bytes = p.phases[1] * p.source_columns * images / 2 * line_bytes;
  // The last tile of a row may reach over the end of the last row.
  p.block_bytes = p.phases[0] * p.source_rows * p.row_bytes + tile_bytes;
  p.gradient_bytes = blocks_of(s->outputs) * rows * p.row_tiles * tile_bytes;
  p.line_buffer_bytes = p.row_tiles * tile_bytes;
  p.sums_bytes = blocks_of(s->outputs) * blocks_of(s->inputs) * p.taps * tile_bytes;
  int64_t bias = blocks_of(s->outputs) * line_bytes;
  p.thread_bytes = p.chunk * p.block_bytes + p.gradient_bytes + p.line_buffer_bytes + p.sums_bytes + bias;
  return p;
}

// Cycles of the thread that has most to do, roughly: a product takes 16, a load and a store of its sum 40, a line of
// pairs 3, a tile of the gradient 150.
static double weights_cost(const fovea_amx_shape *s, const fovea_amx_weights_plan *p) {
  double outputs = (double)blocks_of(s->outputs), inputs = (double)blocks_of(s->inputs);
  double units = (double)p->units, reduced = (double)p->sums_bytes / tile_bytes;
  if (p->splits_inputs) inputs = (double)quotient_up(blocks_of(s->inputs), s->threads);
  else units = (double)quotient_up(p->units, s->threads), reduced *= s->threads;
  double tiles = (double)(p->rows * p->row_tiles);
  double products = outputs * inputs * (double)p->taps * (16 * tiles + 40);
  return units * (products + inputs * (double)(p->block_bytes / line_bytes) * 3 + outputs * tiles * 150) + reduced * 60;
}

fovea_amx_weights_plan fovea_amx_plan_weights(const fovea_amx_shape *s) {
  // What a unit needs stays in a cache of the second level of 2 MiB, beside the sums.
  enum { most_images = 64, cache = 768 << 10 };
  fovea_amx_weights_plan best = weights_plan(s, 2, 1, 0);
  double least_cost = weights_cost(s, &best);
  for (int splits = 0; splits <= (s->threads > 1 && blocks_of(s->inputs) >= s->threads); splits++)
    for (int64_t images = 2; images <= most_images && images < s->batch + 2; images *= 2)
      for (int64_t bands = 1; bands <= output_height(s); bands++) {
        int64_t rows = quotient_up(output_height(s), bands);
        if (quotient_up(output_height(s), rows) < bands) continue;
        fovea_amx_weights_plan p = weights_plan(s, images, rows, splits);
        if (p.gradient_bytes + p.chunk * p.block_bytes > cache) continue;
        double its_cost = weights_cost(s, &p);
        if (its_cost < least_cost) best = p, least_cost = its_cost;
      }
  return best;
}

size_t fovea_amx_weights_gradient_scratch_size(const fovea_amx_shape *s) {
  return (size_t)(fovea_amx_plan_weights(s).thread_bytes * s->threads);
}

static fovea_amx_source_plan source_plan(const fovea_amx_shape *s, int64_t images, int64_t rows) {
  fovea_amx_source_plan p = {.images = images, .rows = rows, .chunks = quotient_up(s->outputs, 2 * lane)};
  int64_t size[2] = {s->height, s->width}, lines[2], most_rows = 0;
  for (int axis = 0; axis < 2; axis++) {
    int64_t begin = 0, end = 0;
    for (int i = 0; i < s->stride; i++) {
      fovea_amx_phase *f = &p.phases[axis][i];
      int64_t padding = s->padding[axis];
      f->first = most(0, quotient_up(padding - i + s->stride, s->stride) - 1);
      f->count = most(0, quotient_up(size[axis] + padding - i, s->stride) - f->first);
      f->taps = most(0, quotient_up(s->kernel[axis] - i, s->stride));
      int64_t low = f->first - most(0, f->taps - 1), high = f->first + (axis == 0 ? rows : f->count);
      begin = i == 0 ? low : least(begin, low), end = i == 0 ? high : most(end, high);
      if (axis == 0) most_rows = most(most_rows, f->count);
    }
    p.begin[axis] = begin, lines[axis] = end - begin;
  }
  p.bands = quotient_up(most_rows, rows);
  p.units = quotient_up(s->batch, images) * p.bands;
  p.line_rows = lines[0], p.line_columns = lines[1];
  p.row_bytes = p.line_columns * images * line_bytes;
  // The last tile of a row may reach over the end of the last row.
  p.chunk_bytes = p.line_rows * p.row_bytes + tile_bytes;
  p.thread_bytes = p.chunks * p.chunk_bytes + 2 * most_sums * tile_bytes;
  return p;
}

// Cycles of the thread that has most to do, roughly: a product takes 16, rounding and writing a tile 60, a line 3.
static double source_cost(const fovea_amx_shape *s, const fovea_amx_source_plan *p) {
  double cycles = (double)(p->chunks * p->chunk_bytes / line_bytes) * 3;
  for (int h = 0; h < s->stride; h++)
    for (int w = 0; w < s->stride; w++) {
      const fovea_amx_phase *row = &p->phases[0][h], *column = &p->phases[1][w];
      int64_t tiles = p->rows * quotient_up(column->count * p->images, lane);
      cycles += (double)(tiles * blocks_of(s->inputs) * (16 * p->chunks * row->taps * column->taps + 60));
    }
  return cycles * (double)quotient_up(p->units, s->threads);
}

fovea_amx_source_plan fovea_amx_plan_source(const fovea_amx_shape *s) {
  // A tile has at most sixteen images; a unit stays in the cache beside the weights.
  enum { most_images = lane, cache = 512 << 10 };
  fovea_amx_source_plan best = source_plan(s, 1, 1);
  double least_cost = source_cost(s, &best);
  int64_t height = quotient_up(s->height, s->stride);
  for (int64_t images = 1; images <= most_images && images < 2 * s->batch; images *= 2)
    for (int64_t bands = 1; bands <= height; bands++) {
      int64_t rows = quotient_up(height, bands);
      if (quotient_up(height, rows) < bands) continue;
      fovea_amx_source_plan p = source_plan(s, images, rows);
      if (p.thread_bytes > cache) continue;
      double its_cost = source_cost(s, &p);
      if (its_cost < least_cost) best = p, least_cost = its_cost;
    }
  return best;
}

size_t fovea_amx_source_gradient_scratch_size(const fovea_amx_shape *s) {
  return (size_t)(fovea_amx_plan_source(s).thread_bytes * s->threads);
}

size_t fovea_amx_weights_size(const fovea_amx_shape *s) {
  return (size_t)(blocks_of(s->inputs) * weight_tiles_of(s) * tile_bytes);
}
