// Lays one thumbnail on another: shift, scale, gain and bias by Gauss-Newton steps, then a curve of tones, then what is
// left. Every pair that may be one of copies goes through here.
#include "PixelLoops.h"

#include <math.h>
#include <string.h>

enum { LARGEST = FOVEA_ALIGNMENT_SIDE * FOVEA_ALIGNMENT_SIDE, UNKNOWNS = 6, TONES = 4 };

// Where the pixels of one picture lie in another: stretched about the middle and moved, in shares of the side.
typedef struct {
  float scale_x, scale_y, shift_x, shift_y;
} placement;

// The most that copies are stretched and moved, and the most that one step changes.
static const float most_scale = 0.2f, most_shift = 0.12f, most_step = 0.05f;
// Levels above this may have been cut off at white, where a lighter copy says nothing of the original.
static const float white = 240;
// Steps end where one changes less than this, and there are so many at most.
static const float settled = 0.0005f;
enum { MOST_STEPS = 3, LEAST_PIXELS = 32 };
// The least share of the pixels that must lie on the other picture, for a step and to be compared.
static const float least_overlap = 0.6f, least_compared = 0.5f;

static float place(int index, int side, float scale, float shift) {
  float middle = (float)(side - 1) / 2;
  return ((float)index - middle) * scale + shift * (float)side + middle;
}

static float clamp(float value, float low, float high) { return value < low ? low : value > high ? high : value; }

// Gauss-Jordan elimination with pivots of `count` equations of `count` unknowns, the right side behind them.
static int solve(double *rows, int count, double *result) {
  int width = count + 1;
  for (int i = 0; i < count; i++) {
    int pivot = i;
    for (int j = i + 1; j < count; j++) {
      if (fabs(rows[j * width + i]) > fabs(rows[pivot * width + i])) pivot = j;
    }
    if (fabs(rows[pivot * width + i]) < 1e-9) return 0;
    for (int k = 0; k < width; k++) {
      double kept = rows[i * width + k];
      rows[i * width + k] = rows[pivot * width + k];
      rows[pivot * width + k] = kept;
    }
    for (int j = 0; j < count; j++) {
      if (j == i) continue;
      double factor = rows[j * width + i] / rows[i * width + i];
      for (int k = i; k < width; k++) rows[j * width + k] -= factor * rows[i * width + k];
    }
  }
  for (int i = 0; i < count; i++) result[i] = rows[i * width + count] / rows[i * width + i];
  return 1;
}

// One step towards the place where `second` differs least from `first`, judged by every `stride`-th row; 0 where there
// is none. `changed` becomes the largest change of the place.
static int step(const float *first, const float *second, int side, int stride, placement *at, float *changed) {
  float values[LARGEST], across[LARGEST], down[LARGEST], columns[FOVEA_ALIGNMENT_SIDE];
  int indices[LARGEST], count = 0, cut = 0;
  float last = (float)side - 1.001f, a = 0, b = 0, bb = 0, ab = 0;
  for (int x = 0; x < side; x++) columns[x] = place(x, side, at->scale_x, at->shift_x);
  for (int y = 0; y < side; y += stride) {
    float v = place(y, side, at->scale_y, at->shift_y);
    if (v < -0.25f || v > (float)side - 0.75f) continue;
    float cv = clamp(v, 0, last), fy = cv - (float)(int)cv;
    for (int x = 0; x < side; x++) {
      if (columns[x] < -0.25f || columns[x] > (float)side - 0.75f) continue;
      float cu = clamp(columns[x], 0, last), fx = cu - (float)(int)cu;
      const float *p = second + (int)cv * side + (int)cu;
      float upper = p[1] - p[0], lower = p[side + 1] - p[side];
      float top = p[0] + upper * fx, bottom = p[side] + lower * fx;
      float value = top + (bottom - top) * fy, target = first[y * side + x];
      if (value > white || target > white) {
        cut++;
        continue;
      }
      values[count] = value;
      across[count] = upper + (lower - upper) * fy;
      down[count] = bottom - top;
      indices[count++] = y * side + x;
      a += target;
      b += value;
      bb += value * value;
      ab += target * value;
    }
  }
  if ((float)((count + cut) * stride) < least_overlap * (float)(side * side) || count < LEAST_PIXELS) return 0;
  float variance = bb - b * b / (float)count;
  if (variance <= 1) return 0;
  float gain = clamp((ab - a * b / (float)count) / variance, 0.3f, 3);
  float bias = (a - gain * b) / (float)count, middle = (float)(side - 1) / 2;
  // Sums of products of 8 factors, so that each row is two vectors: six unknowns, nothing, the right side.
  float sums[UNKNOWNS][8] = {{0}};
  for (int n = 0; n < count; n++) {
    int i = indices[n];
    float gx = gain * across[n], gy = gain * down[n];
    float row[8] = {gx * ((float)(i % side) - middle), gy * ((float)(i / side) - middle), gx * (float)side,
                    gy * (float)side, values[n], 1, 0, first[i] - gain * values[n] - bias};
    for (int j = 0; j < UNKNOWNS; j++) {
      for (int k = 0; k < 8; k++) sums[j][k] += row[j] * row[k];
    }
  }
  double rows[UNKNOWNS * (UNKNOWNS + 1)], change[UNKNOWNS];
  for (int j = 0; j < UNKNOWNS; j++) {
    for (int k = 0; k < UNKNOWNS; k++) rows[j * (UNKNOWNS + 1) + k] = sums[j][k];
    rows[j * (UNKNOWNS + 1) + UNKNOWNS] = sums[j][7];
    // A little damping of the place, for pictures that fix it badly.
    if (j < 4) rows[j * (UNKNOWNS + 1) + j] *= 1.01;
  }
  if (!solve(rows, UNKNOWNS, change)) return 0;
  *changed = 0;
  for (int j = 0; j < 4; j++) *changed = fmaxf(*changed, fabsf((float)change[j]));
  at->scale_x += clamp((float)change[0], -most_step, most_step);
  at->scale_y += clamp((float)change[1], -most_step, most_step);
  at->shift_x += clamp((float)change[2], -most_step, most_step);
  at->shift_y += clamp((float)change[3], -most_step, most_step);
  return fabsf(at->scale_x - 1) < most_scale && fabsf(at->scale_y - 1) < most_scale &&
         fabsf(at->shift_x) < most_shift && fabsf(at->shift_y) < most_shift;
}

// Steps from `at`; stays there where they lead nowhere.
static void improve(const float *first, const float *second, int side, int stride, placement *at) {
  placement start = *at;
  float changed = 1;
  for (int i = 0; i < MOST_STEPS && changed > settled; i++) {
    if (step(first, second, side, stride, at, &changed)) continue;
    *at = start;
    return;
  }
}

// Weights of four neighbours, the place `f` behind the second: Catmull-Rom, because linear ones blur.
static void cubic(float f, float *weights) {
  float f2 = f * f, f3 = f2 * f;
  weights[0] = -0.5f * f + f2 - 0.5f * f3;
  weights[1] = 1 - 2.5f * f2 + 1.5f * f3;
  weights[2] = 0.5f * f + 2 * f2 - 1.5f * f3;
  weights[3] = -0.5f * f2 + 0.5f * f3;
}

static float edge(const float *values, int side) {
  float across = values[1] - values[0], down = values[side] - values[0];
  return across * across + down * down;
}

// Fits `source` to `target`, which are NaN where there is nothing to compare, by a curve of tones; where `is_cut`, by the
// levels of `target` that are not white, and what the curve puts beyond white is white. Returns the mean square of the edges
// of what is left, over that of the edges of both.
static float fitted(const float *target, const float *source, int side, int is_cut) {
  float sums[TONES][TONES + 1] = {{0}}, fit[LARGEST], rest[LARGEST];
  int count = side * side, known = 0;
  for (int i = 0; i < count; i++) {
    if (isnan(target[i]) || (is_cut && target[i] > white)) continue;
    known++;
    float q = source[i] / 128 - 1, row[TONES + 1] = {1, q, q * q, q * q * q, target[i]};
    for (int j = 0; j < TONES; j++) {
      for (int k = 0; k <= TONES; k++) sums[j][k] += row[j] * row[k];
    }
  }
  double rows[TONES * (TONES + 1)], curve[TONES];
  for (int i = 0; i < TONES * (TONES + 1); i++) rows[i] = sums[i / (TONES + 1)][i % (TONES + 1)];
  for (int j = 2; j < TONES; j++) rows[j * (TONES + 1) + j] += 0.5;
  if (known < count / 4 || !solve(rows, TONES, curve)) return INFINITY;
  for (int i = 0; i < count; i++) {
    float q = source[i] / 128 - 1;
    fit[i] = (float)curve[0] + q * ((float)curve[1] + q * ((float)curve[2] + q * (float)curve[3]));
    if (is_cut && fit[i] > 255) fit[i] = 255;
    rest[i] = target[i] - fit[i];
  }
  float of_rest = 0, of_target = 0, of_fit = 0;
  for (int y = 0; y < side - 1; y++) {
    for (int i = y * side; i < (y + 1) * side - 1; i++) {
      float left = edge(rest + i, side);
      if (isnan(left)) continue;
      of_rest += left;
      of_target += edge(target + i, side);
      of_fit += edge(fit + i, side);
    }
  }
  float scale = sqrtf(of_target * of_fit);
  return of_rest / (scale < 1 ? 1 : scale);
}

// The same by the better of both curves.
static float toned(const float *target, const float *source, int side) {
  int cut = 0;
  for (int i = 0; i < side * side; i++) cut += target[i] > white;
  float whole = fitted(target, source, side, 0);
  return cut > 0 ? fminf(whole, fitted(target, source, side, 1)) : whole;
}

// What differs between two pictures that lie on each other, apart from how light they are.
static float compare(const float *first, const float *second, int side, const placement *at) {
  float moved[LARGEST], still[LARGEST];
  int count = 0;
  for (int i = 0; i < side * side; i++) moved[i] = still[i] = NAN;
  // Not at the border, where smoothing knew one side only.
  for (int y = 1; y < side - 1; y++) {
    float v = place(y, side, at->scale_y, at->shift_y), down[4];
    if (v < 0.75f || v > (float)side - 1.75f) continue;
    int top = (int)clamp((float)(int)v, 1, (float)(side - 3));
    cubic(v - (float)top, down);
    for (int x = 1; x < side - 1; x++) {
      float u = place(x, side, at->scale_x, at->shift_x), across[4], sum = 0;
      if (u < 0.75f || u > (float)side - 1.75f) continue;
      int left = (int)clamp((float)(int)u, 1, (float)(side - 3));
      cubic(u - (float)left, across);
      for (int row = 0; row < 4; row++) {
        const float *p = second + (top - 1 + row) * side + left - 1;
        sum += down[row] * (p[0] * across[0] + p[1] * across[1] + p[2] * across[2] + p[3] * across[3]);
      }
      moved[y * side + x] = sum;
      still[y * side + x] = first[y * side + x];
      count++;
    }
  }
  if ((float)count < least_compared * (float)(side * side)) return INFINITY;
  // A picture that was made lighter until parts of it became white is a function of the other one, but not the other
  // way round.
  return fminf(toned(still, moved, side), toned(moved, still, side));
}

// Weighted 1, 2, 1 both ways: noise and what was lost in resampling count less.
static void smooth(const float *levels, int side, float *result) {
  float rows[LARGEST];
  for (int y = 0; y < side; y++) {
    const float *from = levels + y * side;
    for (int x = 0; x < side; x++) {
      rows[y * side + x] = (from[x > 0 ? x - 1 : 0] + 2 * from[x] + from[x < side - 1 ? x + 1 : x]) / 4;
    }
  }
  for (int y = 0; y < side; y++) {
    const float *above = rows + (y > 0 ? y - 1 : 0) * side, *here = rows + y * side;
    const float *below = rows + (y < side - 1 ? y + 1 : y) * side;
    for (int x = 0; x < side; x++) result[y * side + x] = (above[x] + 2 * here[x] + below[x]) / 4;
  }
}

void fovea_aligned_levels(const uint8_t *thumbnail, int is_mirrored, float *levels) {
  const int side = FOVEA_ALIGNMENT_SIDE, half = side / 2;
  float pixels[LARGEST], smaller[LARGEST / 4];
  for (int y = 0; y < side; y++) {
    for (int x = 0; x < side; x++) pixels[y * side + x] = thumbnail[y * side + (is_mirrored ? side - 1 - x : x)];
  }
  smooth(pixels, side, levels);
  for (int y = 0; y < half; y++) {
    for (int x = 0; x < half; x++) {
      const float *p = levels + 2 * y * side + 2 * x;
      smaller[y * half + x] = (p[0] + p[1] + p[side] + p[side + 1]) / 4;
    }
  }
  smooth(smaller, half, levels + side * side);
}

float fovea_aligned_difference(const float *first, const float *second, float limit) {
  const int side = FOVEA_ALIGNMENT_SIDE, half = side / 2;
  placement at = {1, 1, 0, 0};
  improve(first + side * side, second + side * side, half, 1, &at);
  // What differs much at half the size differs more at the whole, which takes four times as long.
  if (compare(first + side * side, second + side * side, half, &at) > 2 * limit + 0.02f) return INFINITY;
  // A part of a picture has finer detail than the whole, which can be made coarser, but not the other way round.
  if (at.scale_x * at.scale_y < 1) {
    placement back = {1 / at.scale_x, 1 / at.scale_y, -at.shift_x / at.scale_x, -at.shift_y / at.scale_y};
    const float *whole = second;
    second = first;
    first = whole;
    at = back;
  }
  improve(first, second, side, 2, &at);
  return compare(first, second, side, &at);
}
