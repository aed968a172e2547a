// Convolution and its transpose. oneDNN counts gaps between taps where this project counts steps from tap to tap.
#include "COneDNN+Internal.h"

static dnnl_alg_kind_t algorithm_of(fovea_dnn_algorithm algorithm) {
  return algorithm == FOVEA_DNN_WINOGRAD ? dnnl_convolution_winograd : dnnl_convolution_direct;
}

#define GAPS(window) \
  const dnnl_dims_t gaps = {(window)->dilation[0] - 1, (window)->dilation[1] - 1}
#define EDGES(window) (window)->stride, gaps, (window)->padding_before, (window)->padding_after

int fovea_dnn_convolution_forward(fovea_dnn_engine *engine, fovea_dnn_purpose purpose,
                                  fovea_dnn_algorithm algorithm, const fovea_dnn_window *window,
                                  const fovea_dnn_layout *source, const fovea_dnn_layout *weights,
                                  const fovea_dnn_layout *bias, const fovea_dnn_layout *destination,
                                  const fovea_dnn_fusion *fusion, fovea_dnn_operation **operation) {
  GAPS(window);
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(fusion, status = dnnl_convolution_forward_primitive_desc_create(
                              result, engine->engine, fovea_propagation(purpose), algorithm_of(algorithm),
                              L(source), L(weights), L(bias), L(destination), EDGES(window), attributes));
#else
  dnnl_convolution_desc_t description;
  WITH_ATTRIBUTES(fusion, CREATE(dnnl_dilated_convolution_forward_desc_init(
                                     &description, fovea_propagation(purpose), algorithm_of(algorithm),
                                     L(source), L(weights), L(bias), L(destination), EDGES(window)),
                                 description, NULL));
#endif
}

int fovea_dnn_convolution_backward_data(fovea_dnn_engine *engine, fovea_dnn_algorithm algorithm,
                                        const fovea_dnn_window *window, const fovea_dnn_layout *source_gradient,
                                        const fovea_dnn_layout *weights,
                                        const fovea_dnn_layout *destination_gradient,
                                        const fovea_dnn_operation *forward, fovea_dnn_operation **operation) {
  GAPS(window);
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_convolution_backward_data_primitive_desc_create(
                            result, engine->engine, algorithm_of(algorithm), L(source_gradient), L(weights),
                            L(destination_gradient), EDGES(window), fovea_operation_of(forward), attributes));
#else
  dnnl_convolution_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_dilated_convolution_backward_data_desc_init(
                                   &description, algorithm_of(algorithm), L(source_gradient), L(weights),
                                   L(destination_gradient), EDGES(window)),
                               description, fovea_operation_of(forward)));
#endif
}

int fovea_dnn_convolution_backward_weights(fovea_dnn_engine *engine, fovea_dnn_algorithm algorithm,
                                           const fovea_dnn_window *window, const fovea_dnn_layout *source,
                                           const fovea_dnn_layout *weights_gradient,
                                           const fovea_dnn_layout *bias_gradient,
                                           const fovea_dnn_layout *destination_gradient,
                                           const fovea_dnn_operation *forward,
                                           fovea_dnn_operation **operation) {
  GAPS(window);
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_convolution_backward_weights_primitive_desc_create(
                            result, engine->engine, algorithm_of(algorithm), L(source), L(weights_gradient),
                            L(bias_gradient), L(destination_gradient), EDGES(window),
                            fovea_operation_of(forward), attributes));
#else
  dnnl_convolution_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_dilated_convolution_backward_weights_desc_init(
                                   &description, algorithm_of(algorithm), L(source), L(weights_gradient),
                                   L(bias_gradient), L(destination_gradient), EDGES(window)),
                               description, fovea_operation_of(forward)));
#endif
}

int fovea_dnn_deconvolution_forward(fovea_dnn_engine *engine, fovea_dnn_purpose purpose,
                                    const fovea_dnn_window *window, const fovea_dnn_layout *source,
                                    const fovea_dnn_layout *weights, const fovea_dnn_layout *bias,
                                    const fovea_dnn_layout *destination, const fovea_dnn_fusion *fusion,
                                    fovea_dnn_operation **operation) {
  GAPS(window);
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(fusion, status = dnnl_deconvolution_forward_primitive_desc_create(
                              result, engine->engine, fovea_propagation(purpose), dnnl_deconvolution_direct,
                              L(source), L(weights), L(bias), L(destination), EDGES(window), attributes));
#else
  dnnl_deconvolution_desc_t description;
  WITH_ATTRIBUTES(fusion, CREATE(dnnl_dilated_deconvolution_forward_desc_init(
                                     &description, fovea_propagation(purpose), dnnl_deconvolution_direct,
                                     L(source), L(weights), L(bias), L(destination), EDGES(window)),
                                 description, NULL));
#endif
}

int fovea_dnn_deconvolution_backward_data(fovea_dnn_engine *engine, const fovea_dnn_window *window,
                                          const fovea_dnn_layout *source_gradient,
                                          const fovea_dnn_layout *weights,
                                          const fovea_dnn_layout *destination_gradient,
                                          const fovea_dnn_operation *forward,
                                          fovea_dnn_operation **operation) {
  GAPS(window);
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_deconvolution_backward_data_primitive_desc_create(
                            result, engine->engine, dnnl_deconvolution_direct, L(source_gradient), L(weights),
                            L(destination_gradient), EDGES(window), fovea_operation_of(forward), attributes));
#else
  dnnl_deconvolution_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_dilated_deconvolution_backward_data_desc_init(
                                   &description, dnnl_deconvolution_direct, L(source_gradient), L(weights),
                                   L(destination_gradient), EDGES(window)),
                               description, fovea_operation_of(forward)));
#endif
}

int fovea_dnn_deconvolution_backward_weights(fovea_dnn_engine *engine, const fovea_dnn_window *window,
                                             const fovea_dnn_layout *source,
                                             const fovea_dnn_layout *weights_gradient,
                                             const fovea_dnn_layout *bias_gradient,
                                             const fovea_dnn_layout *destination_gradient,
                                             const fovea_dnn_operation *forward,
                                             fovea_dnn_operation **operation) {
  GAPS(window);
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_deconvolution_backward_weights_primitive_desc_create(
                            result, engine->engine, dnnl_deconvolution_direct, L(source), L(weights_gradient),
                            L(bias_gradient), L(destination_gradient), EDGES(window),
                            fovea_operation_of(forward), attributes));
#else
  dnnl_deconvolution_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_dilated_deconvolution_backward_weights_desc_init(
                                   &description, dnnl_deconvolution_direct, L(source), L(weights_gradient),
                                   L(bias_gradient), L(destination_gradient), EDGES(window)),
                               description, fovea_operation_of(forward)));
#endif
}
