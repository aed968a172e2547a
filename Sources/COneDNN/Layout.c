// Layouts: how the elements of a tensor lie in memory, and how that can be told from outside.
#include <stdlib.h>

#include "COneDNN+Internal.h"

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

#if DNNL_VERSION_MAJOR >= 3
static dnnl_status_t descriptor_with_tag(fovea_dnn_layout *layout, int rank, const dnnl_dims_t sizes,
                                         dnnl_data_type_t type, dnnl_format_tag_t tag) {
  return dnnl_memory_desc_create_with_tag(&layout->descriptor, rank, sizes, type, tag);
}
static void release_descriptor(fovea_dnn_layout *layout) { dnnl_memory_desc_destroy(layout->descriptor); }
#else
static dnnl_status_t descriptor_with_tag(fovea_dnn_layout *layout, int rank, const dnnl_dims_t sizes,
                                         dnnl_data_type_t type, dnnl_format_tag_t tag) {
  return dnnl_memory_desc_init_by_tag(&layout->descriptor, rank, sizes, type, tag);
}
static void release_descriptor(fovea_dnn_layout *layout) { (void)layout; }
#endif

int fovea_dnn_layout_create_image(const int64_t *dimensions, fovea_dnn_type type, int block, fovea_dnn_layout **result) {
  fovea_dnn_layout *layout = calloc(1, sizeof *layout);
  if (!layout) return dnnl_out_of_memory;
  dnnl_status_t status =
      descriptor_with_tag(layout, 4, dimensions, type_of(type), block == 8 ? dnnl_nChw8c : dnnl_nChw16c);
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

int fovea_dnn_layout_block(const fovea_dnn_layout *layout, fovea_dnn_order order) {
  static const struct {
    int block;
    dnnl_format_tag_t image, weights;
  } orders[] = {{8, dnnl_nChw8c, dnnl_OIhw8i8o}, {16, dnnl_nChw16c, dnnl_OIhw16i16o}};
  dnnl_dims_t sizes;
  if (fovea_dnn_layout_dimensions(layout, sizes) != 4) return 0;
  for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
    int block = orders[i].block, is_image = order == FOVEA_DNN_IMAGE_BLOCKS;
    if (sizes[1] % block != 0 || (!is_image && sizes[0] % block != 0)) continue;
    fovea_dnn_layout expected;
    if (descriptor_with_tag(&expected, 4, sizes, type_of(fovea_dnn_layout_type(layout)),
                            is_image ? orders[i].image : orders[i].weights) != dnnl_success)
      continue;
    int equal = fovea_dnn_layout_equal(layout, &expected);
    release_descriptor(&expected);
    if (equal) return block;
  }
  return 0;
}

// What the two versions tell of a layout that can be described by strides and blocks.
typedef struct {
  int rank, blocks;
  const dnnl_dim_t *sizes, *strides, *block_sizes, *block_axes;
} blocking;

static int blocking_of(const fovea_dnn_layout *layout, blocking *result) {
#if DNNL_VERSION_MAJOR >= 3
  dnnl_format_kind_t kind = dnnl_format_kind_undef;
  dnnl_dims_t *sizes = NULL, *strides = NULL, *block_sizes = NULL, *block_axes = NULL;
  dnnl_memory_desc_query(layout->descriptor, dnnl_query_format_kind, &kind);
  if (kind != dnnl_blocked) return 0;
  dnnl_memory_desc_query(layout->descriptor, dnnl_query_ndims_s32, &result->rank);
  dnnl_memory_desc_query(layout->descriptor, dnnl_query_dims, &sizes);
  dnnl_memory_desc_query(layout->descriptor, dnnl_query_strides, &strides);
  dnnl_memory_desc_query(layout->descriptor, dnnl_query_inner_nblks_s32, &result->blocks);
  dnnl_memory_desc_query(layout->descriptor, dnnl_query_inner_blks, &block_sizes);
  dnnl_memory_desc_query(layout->descriptor, dnnl_query_inner_idxs, &block_axes);
  result->sizes = *sizes, result->strides = *strides;
  result->block_sizes = *block_sizes, result->block_axes = *block_axes;
#else
  const dnnl_memory_desc_t *descriptor = &layout->descriptor;
  if (descriptor->format_kind != dnnl_blocked || descriptor->extra.flags != dnnl_memory_extra_flag_none) return 0;
  const dnnl_blocking_desc_t *blocks = &descriptor->format_desc.blocking;
  result->rank = descriptor->ndims, result->sizes = descriptor->dims, result->strides = blocks->strides;
  result->blocks = blocks->inner_nblks, result->block_sizes = blocks->inner_blks, result->block_axes = blocks->inner_idxs;
#endif
  return 1;
}

// Whether memory goes through the axes of `order`, outermost first.
static int descends(const blocking *b, const int *order) {
  dnnl_dim_t before = 0;
  for (int i = 0; i < b->rank; i++) {
    int axis = order[i];
    if (b->sizes[axis] == 1) continue;
    if (before != 0 && b->strides[axis] > before) return 0;
    before = b->strides[axis];
  }
  return 1;
}

fovea_dnn_ordering fovea_dnn_layout_ordering(const fovea_dnn_layout *layout) {
  static const int straight[DNNL_MAX_NDIMS] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, channels_last[] = {0, 2, 3, 1};
  blocking b;
  if (!blocking_of(layout, &b)) return FOVEA_DNN_OPAQUE;
  if (b.blocks == 0 && descends(&b, straight)) return FOVEA_DNN_ROW_MAJOR;
  if (b.rank == 4 && b.blocks == 0 && descends(&b, channels_last)) return FOVEA_DNN_IMAGE;
  if (b.rank == 4 && b.blocks == 1 && b.block_axes[0] == 1 && descends(&b, straight)) return FOVEA_DNN_IMAGE;
  return FOVEA_DNN_BLOCKED;
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
