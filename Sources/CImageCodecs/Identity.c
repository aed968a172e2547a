// Which decoders this process has, so that pixels that others made are not taken for theirs.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <png.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <webp/decode.h>

#include "CImageCodecs+Internal.h"
#include <jpeglib.h>

#define QUOTED(x) #x
#define TEXT(x) QUOTED(x)

// libjpeg-turbo has no function that tells its version, so the file that it was loaded from stands for it: an update
// changes its size or its time.
static void describe_library(const void *function, long long *size, long long *time) {
  Dl_info info;
  struct stat status;
  *size = *time = 0;
  if (!dladdr(function, &info) || !info.dli_fname || stat(info.dli_fname, &status) != 0) return;
  *size = (long long)status.st_size;
  *time = (long long)status.st_mtime;
}

void fovea_codecs_identity(char *text, size_t size) {
  long long bytes, time;
  describe_library((const void *)(uintptr_t)&jpeg_read_header, &bytes, &time);
  char tiff[80], heif[80];
  fovea_tiff_version(tiff, sizeof tiff);
  fovea_heif_version(heif, sizeof heif);
  snprintf(text, size, "jpeg %s %lld %lld, png %s, webp %x, tiff %s, heif %s", TEXT(LIBJPEG_TURBO_VERSION), bytes, time,
           png_get_libpng_ver(NULL), (unsigned)WebPGetDecoderVersion(), tiff, heif);
}
