// libjpeg-turbo, libpng, libwebp, zlib, libtiff and libheif behind one image struct and one error struct.
//
// libtiff and libheif are opened when a picture first needs them: the build does not know them, and a machine without
// them reads everything else.
//
// setjmp is used in this target and nowhere else. No function prints; every one returns 0 or the code that it also
// puts into its error. Pixels belong to the caller, who frees them with fovea_image_free.
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
  FOVEA_CODEC_TOO_LONG = 5,     // a side above the limit; nothing was allocated
  FOVEA_CODEC_NO_LIBRARY = 6,   // the library that reads the format is not on this machine
};

// What is checked against the header before pixels are allocated.
typedef struct {
  uint64_t pixels;  // width × height
  uint32_t side;    // the longer of the two
} fovea_size_limits;

typedef struct {
  int code;
  char message[200];
  // For FOVEA_CODEC_TOO_LARGE and FOVEA_CODEC_TOO_LONG: the size that the header claims.
  uint32_t width, height;
} fovea_codec_error;

// An 8-bit image, rows from the top, channels interleaved: 1 (gray) or 3 (RGB). Alpha is already composited over
// white, 16 bits are scaled to 8, palettes and CMYK are converted.
typedef struct {
  uint32_t width, height;
  uint32_t channels;
  uint8_t *pixels;   // NULL after a probe
  // What the header says; width and height are smaller after shrinking.
  uint32_t full_width, full_height;
  // Where the file ends early or is damaged but some of it was read: the reason, and how many rows are real.
  int is_recovered;
  uint32_t rows;
  char reason[200];
  // Of formats that have pages: how many there are, previews not counted, up to FOVEA_PAGES_COUNTED; else 0.
  uint32_t pages;
  // Of TIFF: the orientation that its tag says, 1 to 8; else 0.
  uint32_t orientation;
} fovea_image;

// More pages of a TIFF than these are not counted.
enum { FOVEA_PAGES_COUNTED = 100 };

// Decoders: with `probe` set only the header is read.
//
// `shrink` is asked, once the header is known, by how much the picture may be decoded smaller: 1, 2, 4 or 8;
// NULL means 1.
typedef uint32_t (*fovea_shrink)(void *context, const fovea_image *header);
int fovea_jpeg_decode(const uint8_t *bytes, size_t size, fovea_size_limits limits, int probe, fovea_shrink shrink,
                      void *context, fovea_image *, fovea_codec_error *);
int fovea_png_decode(const uint8_t *bytes, size_t size, fovea_size_limits limits, int probe, fovea_image *,
                     fovea_codec_error *);
int fovea_webp_decode(const uint8_t *bytes, size_t size, fovea_size_limits limits, int probe, fovea_image *,
                      fovea_codec_error *);
int fovea_tiff_decode(const uint8_t *bytes, size_t size, fovea_size_limits limits, int probe, fovea_image *,
                      fovea_codec_error *);
// HEIC, other HEIF, and AVIF; upright, as the file says how its picture is turned.
int fovea_heif_decode(const uint8_t *bytes, size_t size, fovea_size_limits limits, int probe, fovea_image *,
                      fovea_codec_error *);
void fovea_image_free(fovea_image *);

// Encodes 8-bit gray (1 channel) or RGB (3) as PNG; free the result with fovea_bytes_free.
int fovea_png_encode(const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, uint8_t **bytes,
                     size_t *size, fovea_codec_error *);

// Encodes 8-bit gray (1 channel) or RGB (3) as baseline JPEG of a quality from 1 to 100.
int fovea_jpeg_encode(const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, int quality,
                      uint8_t **bytes, size_t *size, fovea_codec_error *);

// Inflates a gzip file, all its members, to at most `limit` bytes; free the result with fovea_bytes_free.
int fovea_gunzip(const uint8_t *bytes, size_t size, size_t limit, uint8_t **result, size_t *result_size,
                 fovea_codec_error *);
void fovea_bytes_free(uint8_t *);

// Writes which decoders there are, in words that change when one of them is updated; cut to `size` with its end.
void fovea_codecs_identity(char *text, size_t size);

// The versions of the libraries that are opened at run time; "none" where one is not on this machine.
void fovea_tiff_version(char *text, size_t size);
void fovea_heif_version(char *text, size_t size);

#endif
