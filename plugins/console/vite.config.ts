// The bundle is committed: readable, with stable names, one file a page, so that its changes can be reviewed.
export default {
  base: "/console/",
  build: {
    outDir: "../../backend/posture/console",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    minify: false,
    cssMinify: false,
    modulePreload: false,
    reportCompressedSize: false,
    target: "es2023",
    rolldownOptions: {
      // No paths of this machine in comments.
      experimental: { attachDebugInfo: "none" },
      output: {
        entryFileNames: "assets/[name].js",
        chunkFileNames: "assets/[name].js",
        assetFileNames: "assets/[name][extname]",
      },
    },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
};
