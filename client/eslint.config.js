import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

// From top to bottom: a layer may import what stands below it, never what stands above.
const layers = ["app", "features", "records", "fields", "ui", "api|i18n"];

const imports = layers.flatMap((layer, depth) =>
  layer.split("|").map((folder) => {
    const siblings = layer.split("|").filter((name) => name !== folder);
    const forbidden = [...layers.slice(0, depth), ...siblings, ...(folder === "features" ? ["features"] : [])];
    return {
      files: [`src/${folder}/**/*.{ts,tsx}`],
      rules: {
        "no-restricted-imports": [
          "error",
          {
            patterns: [
              ...(forbidden.length
                ? [{
                    regex: `^(@/|(\\.\\./)+)(${forbidden.join("|")})(/|$)`,
                    message: "Imports point down: app, features, records, fields, ui, then api and i18n; features do not import one another.",
                  }]
                : []),
              { regex: `^(\\.\\./)+(${layers.join("|")})/`, message: "Import another layer by its @/ name." },
              { group: ["antd/lib/*", "antd/dist/*", "dayjs/esm/*"], message: "Import from the package's own entry." },
            ],
          },
        ],
      },
    };
  }),
);

const sentence = "All text goes through i18n.";

export default tseslint.config(
  { ignores: ["dist", "node_modules"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  reactHooks.configs.flat.recommended,
  jsxA11y.flatConfigs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 120, skipBlankLines: true, skipComments: true }],
      // ESLint counts every ?. and ?? as a branch, so the limit stands a little above the server's.
      complexity: ["error", 14],
      "max-params": ["error", 6],
      "no-restricted-syntax": [
        "error",
        { selector: "JSXText[value=/[A-Za-z\\u4e00-\\u9fff]{2,}/]", message: sentence },
        {
          selector: "JSXAttribute[name.name=/^(title|placeholder|alt|label|aria-label|description|okText|cancelText)$/] > Literal[value=/[A-Za-z\\u4e00-\\u9fff]{2,}/]",
          message: sentence,
        },
        { selector: "JSXExpressionContainer > Literal[value=/[A-Za-z]{2,} [a-z]{2,}/]", message: sentence },
      ],
    },
  },
  { files: ["**/*.test.{ts,tsx}", "tests/**"], rules: { "max-lines-per-function": "off", "no-restricted-syntax": "off" } },
  { files: ["scripts/*.mjs"], languageOptions: { globals: { console: "readonly", process: "readonly", URL: "readonly" } } },
  ...imports,
);
