// Engine, memory and execution: the parts of oneDNN that are nearly the same in both versions.
#include <stdlib.h>

#include "COneDNN+Internal.h"
#include "Processor.h"

// Before anybody asks oneDNN for anything: the level counts from the first call on. Its kernels for AVX without AVX2 gave a
// wrong loss and broke memory (2.6.3), so that processors of that level get those for SSE4.1.
__attribute__((constructor)) static void avoid_kernels_for_avx(void) {
  if (fovea_processor_level() == FOVEA_LEVEL_AVX) dnnl_set_max_cpu_isa(dnnl_cpu_isa_sse41);
}

int fovea_dnn_engine_create(fovea_dnn_engine **result) {
  fovea_dnn_engine *engine = calloc(1, sizeof *engine);
  if (!engine) return dnnl_out_of_memory;
  dnnl_status_t status = dnnl_engine_create(&engine->engine, dnnl_cpu, 0);
  if (status == dnnl_success) status = dnnl_stream_create(&engine->stream, engine->engine, dnnl_stream_in_order);
  if (status != dnnl_success) {
    fovea_dnn_engine_destroy(engine);
    return status;
  }
  *result = engine;
  return dnnl_success;
}

void fovea_dnn_engine_destroy(fovea_dnn_engine *engine) {
  if (!engine) return;
  if (engine->stream) dnnl_stream_destroy(engine->stream);
  if (engine->engine) dnnl_engine_destroy(engine->engine);
  free(engine);
}

void fovea_dnn_version(int *major, int *minor, int *patch) {
  const dnnl_version_t *version = dnnl_version();
  *major = version->major;
  *minor = version->minor;
  *patch = version->patch;
}

int fovea_dnn_level(void) {
  // The enumerators of later instruction sets contain the bits of those before.
  static const struct {
    unsigned isa;
    fovea_level level;
  } levels[] = {
      {dnnl_cpu_isa_avx512_core_amx, FOVEA_LEVEL_AMX}, {dnnl_cpu_isa_avx512_core_bf16, FOVEA_LEVEL_AVX512_BF16},
      {dnnl_cpu_isa_avx512_core, FOVEA_LEVEL_AVX512},  {dnnl_cpu_isa_avx2, FOVEA_LEVEL_AVX2},
      {dnnl_cpu_isa_avx, FOVEA_LEVEL_AVX},             {dnnl_cpu_isa_sse41, FOVEA_LEVEL_SSE41},
  };
  unsigned isa = (unsigned)dnnl_get_effective_cpu_isa();
  for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
    if ((isa & levels[i].isa) == levels[i].isa) return levels[i].level;
  return FOVEA_LEVEL_BASELINE;
}

int fovea_dnn_operation_layout(const fovea_dnn_operation *operation, int role,
                               fovea_dnn_layout **result) {
  *result = NULL;
#if DNNL_VERSION_MAJOR >= 3
  const_dnnl_memory_desc_t found = dnnl_primitive_desc_query_md(
      fovea_operation_of(operation), dnnl_query_exec_arg_md, fovea_argument_of(role));
  if (!found || dnnl_memory_desc_get_size(found) == 0) return dnnl_success;
#else
  const dnnl_memory_desc_t *found = dnnl_primitive_desc_query_md(
      fovea_operation_of(operation), dnnl_query_exec_arg_md, fovea_argument_of(role));
  if (!found || dnnl_memory_desc_get_size(found) == 0) return dnnl_success;
#endif
  fovea_dnn_layout *layout = calloc(1, sizeof *layout);
  if (!layout) return dnnl_out_of_memory;
#if DNNL_VERSION_MAJOR >= 3
  dnnl_status_t status = dnnl_memory_desc_clone(&layout->descriptor, found);
  if (status != dnnl_success) {
    free(layout);
    return status;
  }
#else
  layout->descriptor = *found;
#endif
  *result = layout;
  return dnnl_success;
}

const char *fovea_dnn_operation_implementation(const fovea_dnn_operation *operation) {
  const char *text = NULL;
  dnnl_primitive_desc_query(fovea_operation_of(operation), dnnl_query_impl_info_str, 0, &text);
  return text ? text : "unknown";
}

void fovea_dnn_operation_destroy(fovea_dnn_operation *operation) {
  if (operation) dnnl_primitive_desc_destroy(fovea_operation_of(operation));
}

int fovea_dnn_primitive_create(const fovea_dnn_operation *operation, fovea_dnn_primitive **result) {
  return dnnl_primitive_create((dnnl_primitive_t *)result, fovea_operation_of(operation));
}

void fovea_dnn_primitive_destroy(fovea_dnn_primitive *primitive) {
  if (primitive) dnnl_primitive_destroy((dnnl_primitive_t)primitive);
}

int fovea_dnn_memory_create(fovea_dnn_engine *engine, const fovea_dnn_layout *layout, void *address,
                            fovea_dnn_memory **result) {
  return dnnl_memory_create((dnnl_memory_t *)result, fovea_descriptor_of(layout), engine->engine, address);
}

int fovea_dnn_memory_move(fovea_dnn_memory *memory, void *address) {
  return dnnl_memory_set_data_handle((dnnl_memory_t)memory, address);
}

void fovea_dnn_memory_destroy(fovea_dnn_memory *memory) {
  if (memory) dnnl_memory_destroy((dnnl_memory_t)memory);
}

int fovea_dnn_execute(const fovea_dnn_primitive *primitive, fovea_dnn_engine *engine, int count,
                      const int *roles, fovea_dnn_memory *const *memories) {
  dnnl_exec_arg_t arguments[80];
  if (count > (int)(sizeof arguments / sizeof *arguments)) return dnnl_invalid_arguments;
  for (int i = 0; i < count; i++) {
    arguments[i].arg = fovea_argument_of(roles[i]);
    arguments[i].memory = (dnnl_memory_t)memories[i];
  }
  dnnl_status_t status =
      dnnl_primitive_execute((const_dnnl_primitive_t)primitive, engine->stream, count, arguments);
  return status != dnnl_success ? status : dnnl_stream_wait(engine->stream);
}

int fovea_argument_of(int role) {
  if (role >= FOVEA_DNN_PART) return DNNL_ARG_MULTIPLE_SRC + (role - FOVEA_DNN_PART);
  switch ((fovea_dnn_role)role) {
    case FOVEA_DNN_SOURCE: return DNNL_ARG_SRC;
    case FOVEA_DNN_SOURCE_2: return DNNL_ARG_SRC_1;
    case FOVEA_DNN_DESTINATION: return DNNL_ARG_DST;
    case FOVEA_DNN_WEIGHTS: return DNNL_ARG_WEIGHTS;
    case FOVEA_DNN_BIAS: return DNNL_ARG_BIAS;
    case FOVEA_DNN_MEAN: return DNNL_ARG_MEAN;
    case FOVEA_DNN_VARIANCE: return DNNL_ARG_VARIANCE;
    case FOVEA_DNN_SCALE: return DNNL_ARG_SCALE;
    case FOVEA_DNN_SHIFT: return DNNL_ARG_SHIFT;
    case FOVEA_DNN_WORKSPACE: return DNNL_ARG_WORKSPACE;
    case FOVEA_DNN_SCRATCHPAD: return DNNL_ARG_SCRATCHPAD;
    case FOVEA_DNN_SOURCE_GRADIENT: return DNNL_ARG_DIFF_SRC;
    case FOVEA_DNN_DESTINATION_GRADIENT: return DNNL_ARG_DIFF_DST;
    case FOVEA_DNN_WEIGHTS_GRADIENT: return DNNL_ARG_DIFF_WEIGHTS;
    case FOVEA_DNN_BIAS_GRADIENT: return DNNL_ARG_DIFF_BIAS;
    case FOVEA_DNN_SCALE_GRADIENT: return DNNL_ARG_DIFF_SCALE;
    case FOVEA_DNN_SHIFT_GRADIENT: return DNNL_ARG_DIFF_SHIFT;
    case FOVEA_DNN_PART: break;
  }
  return 0;
}
