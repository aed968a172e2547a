#define _GNU_SOURCE  // syscall
#include "Processor.h"

#include <pthread.h>
#include <stdlib.h>
#include <strings.h>

#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

#if defined(__x86_64__)
#include <cpuid.h>

// Linux lends the registers of AMX to processes that ask for them.
static int has_permission_for_tiles(void) {
#if defined(__linux__)
  enum { ARCH_REQ_XCOMP_PERM = 0x1023, XTILEDATA = 18 };
  return syscall(SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, XTILEDATA) == 0;
#else
  return 0;
#endif
}

fovea_level fovea_hardware_level(void) {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("sse4.1")) return FOVEA_LEVEL_BASELINE;
  if (!__builtin_cpu_supports("avx")) return FOVEA_LEVEL_SSE41;
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return FOVEA_LEVEL_AVX;
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512cd") || !__builtin_cpu_supports("avx512bw") ||
      !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512vl"))
    return FOVEA_LEVEL_AVX2;
  unsigned a = 0, b = 0, c = 0, d = 0;
  // Leaf 7, subleaf 1, bit 5 of eax: avx512_bf16.
  if (!__get_cpuid_count(7, 1, &a, &b, &c, &d) || !(a >> 5 & 1)) return FOVEA_LEVEL_AVX512;
  // Leaf 7, subleaf 0, bits 22 and 24 of edx: amx-bf16 and amx-tile.
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(d >> 22 & 1) || !(d >> 24 & 1)) return FOVEA_LEVEL_AVX512_BF16;
  return has_permission_for_tiles() ? FOVEA_LEVEL_AMX : FOVEA_LEVEL_AVX512_BF16;
}

#else

fovea_level fovea_hardware_level(void) { return FOVEA_LEVEL_BASELINE; }

#endif

static const struct {
  const char *word;
  fovea_level level;
} words[] = {
    {"SSE41", FOVEA_LEVEL_SSE41},
    {"AVX", FOVEA_LEVEL_AVX},
    {"AVX2", FOVEA_LEVEL_AVX2},
    {"AVX2_VNNI", FOVEA_LEVEL_AVX2},
    {"AVX512_CORE", FOVEA_LEVEL_AVX512},
    {"AVX512_CORE_VNNI", FOVEA_LEVEL_AVX512},
    {"AVX512_CORE_BF16", FOVEA_LEVEL_AVX512_BF16},
    {"AVX512_CORE_FP16", FOVEA_LEVEL_AVX512_BF16},
};

static fovea_level cap(void) {
  const char *word = getenv("ONEDNN_MAX_CPU_ISA");
  if (!word) word = getenv("DNNL_MAX_CPU_ISA");
  for (size_t i = 0; word && i < sizeof words / sizeof *words; i++)
    if (strcasecmp(word, words[i].word) == 0) return words[i].level;
  return FOVEA_LEVEL_AMX;
}

static fovea_level level;
static pthread_once_t found = PTHREAD_ONCE_INIT;

static void find(void) {
  fovea_level hardware = fovea_hardware_level(), most = cap();
  level = hardware < most ? hardware : most;
}

fovea_level fovea_processor_level(void) {
  pthread_once(&found, find);
  return level;
}
