// The loops of MaxPooling.h. The file that includes this has defined what a pixel of a block of channels is:
// - WIDTH channels, single precision in memory, and as a vector a `pixel`, with load, store and zero;
// - `choice`, a truth value for each channel: greater(a, b), choose(choice, otherwise, a), keep(choice, a) with zero
//   where it does not hold, and drop(choice, a), its opposite;
// - `place`, the three choices of a pixel of the output in memory: place_of(is_b, is_d, is_lower), and is_right_above,
//   is_right_below and is_below, which read one each.
#include <string.h>

#include "MaxPooling+Internal.h"

TARGET static void forward_thread(void *context, int thread) {
  const pooling_pass *all = context;
  const fovea_pooling_shape *s = all->shape;
  int64_t rows = s->height / 2, columns = s->width / 2, line = s->width * WIDTH;
  for (int64_t plane = first_plane(s, thread); plane < first_plane(s, thread + 1); plane++) {
    float *to = all->destination + plane * rows * columns * WIDTH;
    place *places = all->places ? (place *)all->places + plane * rows * columns : NULL;
    for (int64_t y = 0; y < rows; y++) {
      const float *from = all->source + (plane * s->height + 2 * y) * line;
      for (int64_t x = 0; x < columns; x++, from += 2 * WIDTH, to += WIDTH) {
        pixel a = load(from), b = load(from + WIDTH), c = load(from + line), d = load(from + line + WIDTH);
        choice is_b = greater(b, a), is_d = greater(d, c);
        pixel upper = choose(is_b, a, b), lower = choose(is_d, c, d);
        choice is_lower = greater(lower, upper);
        store(to, choose(is_lower, upper, lower));
        if (places) *places++ = place_of(is_b, is_d, is_lower);
      }
    }
  }
}

TARGET static void backward_thread(void *context, int thread) {
  const pooling_pass *all = context;
  const fovea_pooling_shape *s = all->shape;
  int64_t rows = s->height / 2, columns = s->width / 2, line = s->width * WIDTH;
  for (int64_t plane = first_plane(s, thread); plane < first_plane(s, thread + 1); plane++) {
    const float *from = all->source + plane * rows * columns * WIDTH;
    const place *places = (const place *)all->places + plane * rows * columns;
    float *image = all->destination + plane * s->height * line;
    for (int64_t y = 0; y < rows; y++) {
      float *to = image + 2 * y * line;
      for (int64_t x = 0; x < columns; x++, from += WIDTH, to += 2 * WIDTH, places++) {
        pixel gradient = load(from);
        choice is_b = is_right_above(places), is_d = is_right_below(places), is_lower = is_below(places);
        pixel upper = drop(is_lower, gradient), lower = keep(is_lower, gradient);
        store(to, drop(is_b, upper));
        store(to + WIDTH, keep(is_b, upper));
        store(to + line, drop(is_d, lower));
        store(to + line + WIDTH, keep(is_d, lower));
      }
      if (s->width % 2 == 1) {
        memset(to, 0, WIDTH * sizeof(float));
        memset(to + line, 0, WIDTH * sizeof(float));
      }
    }
    if (s->height % 2 == 1) memset(image + 2 * rows * line, 0, (size_t)line * sizeof(float));
  }
}
