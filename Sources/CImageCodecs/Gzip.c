// gzip by zlib.
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "CImageCodecs+Internal.h"

int fovea_gunzip(const uint8_t *bytes, size_t size, size_t limit, uint8_t **result, size_t *result_size,
                 fovea_codec_error *error) {
  memset(error, 0, sizeof *error);
  *result = NULL;
  *result_size = 0;
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return fovea_fail(error, FOVEA_CODEC_MEMORY, "no memory for zlib");
  size_t capacity = size * 4 + 1024, used = 0, taken = 0;
  if (capacity > limit) capacity = limit;
  uint8_t *target = malloc(capacity ? capacity : 1);
  int status = target ? Z_OK : Z_MEM_ERROR;
  while (status == Z_OK) {
    if (used == capacity) {
      if (capacity == limit) {
        fovea_fail(error, FOVEA_CODEC_TOO_LARGE, "more bytes than the limit");
        break;
      }
      capacity = capacity > limit / 2 ? limit : capacity * 2;
      uint8_t *larger = realloc(target, capacity);
      if (!larger) {
        status = Z_MEM_ERROR;
        break;
      }
      target = larger;
    }
    // zlib counts in 32 bits.
    size_t in = size - taken < UINT_MAX ? size - taken : UINT_MAX;
    size_t out = capacity - used < UINT_MAX ? capacity - used : UINT_MAX;
    stream.next_in = (Bytef *)(bytes + taken);
    stream.avail_in = (uInt)in;
    stream.next_out = target + used;
    stream.avail_out = (uInt)out;
    status = inflate(&stream, Z_NO_FLUSH);
    taken += in - stream.avail_in;
    used += out - stream.avail_out;
    // A gzip file may be several members, one after the other.
    if (status == Z_STREAM_END && taken < size) status = inflateReset(&stream);
  }
  inflateEnd(&stream);
  if (error->code == FOVEA_CODEC_OK && status != Z_STREAM_END) {
    if (status == Z_MEM_ERROR) {
      fovea_fail(error, FOVEA_CODEC_MEMORY, "no memory for the bytes");
    } else {
      fovea_fail(error, FOVEA_CODEC_DAMAGED, status == Z_BUF_ERROR ? "the file ends early" : "the file is damaged");
    }
  }
  if (error->code != FOVEA_CODEC_OK) {
    free(target);
    return error->code;
  }
  *result = target;
  *result_size = used;
  return FOVEA_CODEC_OK;
}
