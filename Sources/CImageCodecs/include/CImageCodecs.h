extern int fovea_codecs_stub;
