// Engine, layouts, memory and execution: the parts of oneDNN that are nearly the same in both versions.
#include <stdlib.h>

#include "COneDNN+Internal.h"

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

int fovea_dnn_has_bfloat16(void) {
  // The enumerators of later instruction sets contain the bits of those before.
  unsigned isa = (unsigned)dnnl_get_effective_cpu_isa();
  return (isa & dnnl_cpu_isa_avx512_core) == dnnl_cpu_isa_avx512_core;
}

static dnnl_data_type_t type_of(fovea_dnn_type type) {
  switch (type) {
    case FOVEA_DNN_F32: return dnnl_f32;
    case FOVEA_DNN_BF16: return dnnl_bf16;
    case FOVEA_DNN_U8: return dnnl_u8;
  }
  return dnnl_data_type_undef;
}

int fovea_dnn_layout_create(int rank, const int64_t *dimensions, const int64_t *strides, fovea_dnn_type type,
                            int any, fovea_dnn_layout **result) {
  if (rank < 1 || rank > DNNL_MAX_NDIMS) return dnnl_invalid_arguments;
  dnnl_dims_t sizes, steps;
  int64_t step = 1;
  for (int i = rank - 1; i >= 0; i--) {
    sizes[i] = dimensions[i];
    steps[i] = strides ? strides[i] : step;
    step *= dimensions[i];
  }
  fovea_dnn_layout *layout = calloc(1, sizeof *layout);
  if (!layout) return dnnl_out_of_memory;
#if DNNL_VERSION_MAJOR >= 3
  dnnl_status_t status =
      any ? dnnl_memory_desc_create_with_tag(&layout->descriptor, rank, sizes, type_of(type), dnnl_format_tag_any)
          : dnnl_memory_desc_create_with_strides(&layout->descriptor, rank, sizes, type_of(type), steps);
#else
  dnnl_status_t status =
      any ? dnnl_memory_desc_init_by_tag(&layout->descriptor, rank, sizes, type_of(type), dnnl_format_tag_any)
          : dnnl_memory_desc_init_by_strides(&layout->descriptor, rank, sizes, type_of(type), steps);
#endif
  if (status != dnnl_success) {
    free(layout);
    return status;
  }
  *result = layout;
  return dnnl_success;
}

void fovea_dnn_layout_destroy(fovea_dnn_layout *layout) {
  if (!layout) return;
#if DNNL_VERSION_MAJOR >= 3
  dnnl_memory_desc_destroy(layout->descriptor);
#endif
  free(layout);
}

size_t fovea_dnn_layout_bytes(const fovea_dnn_layout *layout) {
  return dnnl_memory_desc_get_size(fovea_descriptor_of(layout));
}

int fovea_dnn_layout_equal(const fovea_dnn_layout *left, const fovea_dnn_layout *right) {
  return dnnl_memory_desc_equal(fovea_descriptor_of(left), fovea_descriptor_of(right));
}

int fovea_dnn_layout_dimensions(const fovea_dnn_layout *layout, int64_t *dimensions) {
#if DNNL_VERSION_MAJOR >= 3
  dnnl_dims_t *sizes = NULL;
  int rank = 0;
  dnnl_memory_desc_query(layout->descriptor, dnnl_query_ndims_s32, &rank);
  dnnl_memory_desc_query(layout->descriptor, dnnl_query_dims, &sizes);
  for (int i = 0; i < rank; i++) dimensions[i] = (*sizes)[i];
  return rank;
#else
  for (int i = 0; i < layout->descriptor.ndims; i++) dimensions[i] = layout->descriptor.dims[i];
  return layout->descriptor.ndims;
#endif
}

fovea_dnn_type fovea_dnn_layout_type(const fovea_dnn_layout *layout) {
#if DNNL_VERSION_MAJOR >= 3
  dnnl_data_type_t type = dnnl_data_type_undef;
  dnnl_memory_desc_query(layout->descriptor, dnnl_query_data_type, &type);
#else
  dnnl_data_type_t type = layout->descriptor.data_type;
#endif
  switch (type) {
    case dnnl_bf16: return FOVEA_DNN_BF16;
    case dnnl_u8: return FOVEA_DNN_U8;
    default: return FOVEA_DNN_F32;
  }
}

int fovea_dnn_layout_has_order(const fovea_dnn_layout *layout, fovea_dnn_order order) {
  static const struct {
    int block, is_weights;
    fovea_dnn_type type;
    dnnl_data_type_t element;
    dnnl_format_tag_t tag;
  } orders[] = {
      [FOVEA_DNN_IMAGE_BY_8] = {8, 0, FOVEA_DNN_F32, dnnl_f32, dnnl_nChw8c},
      [FOVEA_DNN_WEIGHTS_BY_8] = {8, 1, FOVEA_DNN_F32, dnnl_f32, dnnl_OIhw8i8o},
      [FOVEA_DNN_IMAGE_BY_16] = {16, 0, FOVEA_DNN_F32, dnnl_f32, dnnl_nChw16c},
      [FOVEA_DNN_WEIGHTS_BY_16] = {16, 1, FOVEA_DNN_F32, dnnl_f32, dnnl_OIhw16i16o},
      [FOVEA_DNN_BFLOAT16_IMAGE_BY_16] = {16, 0, FOVEA_DNN_BF16, dnnl_bf16, dnnl_nChw16c},
  };
  dnnl_dims_t sizes;
  int block = orders[order].block;
  if (fovea_dnn_layout_type(layout) != orders[order].type || fovea_dnn_layout_dimensions(layout, sizes) != 4) return 0;
  if (sizes[1] % block != 0 || (orders[order].is_weights && sizes[0] % block != 0)) return 0;
  fovea_dnn_layout expected;
#if DNNL_VERSION_MAJOR >= 3
  if (dnnl_memory_desc_create_with_tag(&expected.descriptor, 4, sizes, orders[order].element, orders[order].tag) !=
      dnnl_success)
    return 0;
  int equal = fovea_dnn_layout_equal(layout, &expected);
  dnnl_memory_desc_destroy(expected.descriptor);
  return equal;
#else
  if (dnnl_memory_desc_init_by_tag(&expected.descriptor, 4, sizes, orders[order].element, orders[order].tag) !=
      dnnl_success)
    return 0;
  return fovea_dnn_layout_equal(layout, &expected);
#endif
}

int fovea_dnn_layout_part(const fovea_dnn_layout *whole, const int64_t *dimensions, const int64_t *offsets,
                          fovea_dnn_layout **result) {
  fovea_dnn_layout *layout = calloc(1, sizeof *layout);
  if (!layout) return dnnl_out_of_memory;
#if DNNL_VERSION_MAJOR >= 3
  dnnl_status_t status =
      dnnl_memory_desc_create_submemory(&layout->descriptor, whole->descriptor, dimensions, offsets);
#else
  dnnl_status_t status =
      dnnl_memory_desc_init_submemory(&layout->descriptor, &whole->descriptor, dimensions, offsets);
#endif
  if (status != dnnl_success) {
    free(layout);
    return status;
  }
  *result = layout;
  return dnnl_success;
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
