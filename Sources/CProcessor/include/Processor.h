// What the processor has, as one value that every loop of this project and oneDNN follow.
//
// Levels contain those before them. ONEDNN_MAX_CPU_ISA, or DNNL_MAX_CPU_ISA as older versions of oneDNN call it, caps
// the level of the whole process, so that a test can be an older machine; its words are those of oneDNN.
#ifndef FOVEA_PROCESSOR_H
#define FOVEA_PROCESSOR_H

typedef enum {
  FOVEA_LEVEL_BASELINE,  // what every processor of this architecture has
  FOVEA_LEVEL_SSE41,
  FOVEA_LEVEL_AVX,
  FOVEA_LEVEL_AVX2,         // with FMA
  FOVEA_LEVEL_AVX512,       // F, CD, BW, DQ and VL: the first servers that had it
  FOVEA_LEVEL_AVX512_BF16,  // products and conversions of bfloat16
  FOVEA_LEVEL_AMX,          // products of matrices of bfloat16, which the system must allow
} fovea_level;

// The level of the hardware.
fovea_level fovea_hardware_level(void);
// The level to compute with: that of the hardware, or the cap where it is lower. Read once in a process.
fovea_level fovea_processor_level(void);

#endif
