// libjpeg-turbo, libpng, libwebp and zlib behind one image struct and one error struct.
//
// setjmp is used in this target and nowhere else. No function prints; every one returns 0 or the code that it also
// puts into its error. Pixels and EXIF bytes belong to the caller, who frees them with fovea_image_free.
#ifndef FOVEA_CImageCodecs_H
#define FOVEA_CImageCodecs_H

#include <stddef.h>
#include <stdint.h>

enum {
  FOVEA_CODEC_OK = 0,
  FOVEA_CODEC_DAMAGED = 1,      // the bytes break the rules of the format
  FOVEA_CODEC_TOO_LARGE = 2,    // more pixels than the limit; nothing was allocated
  FOVEA_CODEC_UNSUPPORTED = 3,  // sound, but of a kind that is not read
  FOVEA_CODEC_MEMORY = 4,
};

typedef struct {
  int code;
  char message[200];
  // For FOVEA_CODEC_TOO_LARGE: the size that the header claims.
  uint32_t width, height;
} fovea_codec_error;

// An 8-bit image, rows from the top, channels interleaved: 1 (gray) or 3 (RGB). Alpha is already composited over
// white, 16 bits are scaled to 8, palettes and CMYK are converted.
typedef struct {
  uint32_t width, height;
  uint32_t channels;
  uint8_t *pixels;   // NULL after a probe
  uint8_t *exif;     // the TIFF block of EXIF, or NULL
  size_t exif_size;
  // What the header says; width and height are smaller after shrinking.
  uint32_t full_width, full_height;
  // Where the file ends early or is damaged but some of it was read: the reason, and how many rows are real.
  int is_recovered;
  uint32_t rows;
  char reason[200];
} fovea_image;

// Decoders: `pixel_limit` is checked against the header before pixels are allocated. With `probe` set only the
// header is read.
//
// `shrink` is asked, once the header and EXIF are known, by how much the picture may be decoded smaller: 1, 2, 4 or 8;
// NULL means 1.
typedef uint32_t (*fovea_shrink)(void *context, const fovea_image *header);
int fovea_jpeg_decode(const uint8_t *bytes, size_t size, uint64_t pixel_limit, int probe, fovea_shrink shrink,
                      void *context, fovea_image *, fovea_codec_error *);
int fovea_png_decode(const uint8_t *bytes, size_t size, uint64_t pixel_limit, int probe, fovea_image *,
                     fovea_codec_error *);
int fovea_webp_decode(const uint8_t *bytes, size_t size, uint64_t pixel_limit, int probe, fovea_image *,
                      fovea_codec_error *);
void fovea_image_free(fovea_image *);

// Encodes 8-bit gray (1 channel) or RGB (3) as PNG; free the result with fovea_bytes_free.
int fovea_png_encode(const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, uint8_t **bytes,
                     size_t *size, fovea_codec_error *);

// Encodes 8-bit gray (1 channel) or RGB (3) as baseline JPEG of a quality from 1 to 100.
int fovea_jpeg_encode(const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, int quality,
                      uint8_t **bytes, size_t *size, fovea_codec_error *);

// How the pixels of one axis are made: target i is the sum of `counts[i]` source pixels from `firsts[i]` on, each
// times its weight, divided by 2^precision and rounded.
typedef struct {
  const int32_t *firsts;
  const int32_t *counts;
  const int16_t *weights;  // `stride` for each target, a multiple of 16, zeros behind the last
  uint32_t stride;
  uint32_t count;          // of targets
  int precision;
} fovea_resampling;

// Makes `rows` shorter or longer: interleaved pixels of 1 or 3 channels, `stride` bytes from row to row, to rows of
// `axis->count` pixels without gaps. Bytes up to `end` may be read.
void fovea_resample_rows(const uint8_t *source, size_t stride, uint32_t rows, uint32_t channels,
                         const uint8_t *end, const fovea_resampling *axis, uint8_t *target);

// Makes fewer or more rows of `row_bytes` bytes each.
void fovea_resample_columns(const uint8_t *source, size_t stride, size_t row_bytes, const fovea_resampling *axis,
                            uint8_t *target);

// Where a target pixel lies on an axis: between source pixel `first` and the next, which weighs `weight` of 256. The last
// pixel has no next one and counts for both.
typedef struct {
  uint32_t first;
  uint32_t weight;
} fovea_tap;

// Moves and enlarges a picture of 1 or 3 interleaved channels along its axes to another of the same size. `lines` is
// room for 2 · (width · channels + 2) numbers.
void fovea_interpolate(const uint8_t *source, uint32_t width, uint32_t height, uint32_t channels,
                       const fovea_tap *columns, const fovea_tap *rows, int16_t *lines, uint8_t *target);

// Moves a picture of 1 or 3 interleaved channels along any direction to another of the same size: the target pixel at
// (x, y) from the middle comes from (m0·x + m1·y + m2, m3·x + m4·y + m5) from the middle; outside the edge is taken.
void fovea_warp(const uint8_t *source, uint32_t width, uint32_t height, uint32_t channels, const float *map,
                uint8_t *target);

// Replaces `count` RGB pixels by matrix · (red, green, blue, 1), three rows of four, clamped to 0…255 and cut.
void fovea_recolor(uint8_t *pixels, size_t count, const float *matrix);

// The sums of the channels of `count` RGB pixels.
void fovea_channel_sums(const uint8_t *pixels, size_t count, uint64_t *sums);

// Writes the positions from `from` to `count` whose hash differs from `hash` in at most `limit` bits, `capacity` of them
// at most, and returns how many it wrote.
size_t fovea_hash_neighbours(const uint64_t *hashes, size_t from, size_t count, uint64_t hash, int limit,
                             uint32_t *found, size_t capacity);

// Inflates a gzip file, all its members, to at most `limit` bytes; free the result with fovea_bytes_free.
int fovea_gunzip(const uint8_t *bytes, size_t size, size_t limit, uint8_t **result, size_t *result_size,
                 fovea_codec_error *);
void fovea_bytes_free(uint8_t *);

#endif
