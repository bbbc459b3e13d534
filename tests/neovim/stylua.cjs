// Says of each file named whether it is formatted as nvim-lspconfig has its files formatted (its .stylua.toml,
// option by option). The first argument is where npm installed the formatter.
const fs = require('node:fs');
const path = require('node:path');

const [installation, ...files] = process.argv.slice(2);
const stylua = require(path.join(installation, 'node_modules/@johnnymorganz/stylua'));

let status = 0;
for (const file of files) {
  const config = stylua.Config.new();
  config.column_width = 120;
  config.line_endings = stylua.LineEndings.Unix;
  config.indent_type = stylua.IndentType.Spaces;
  config.indent_width = 2;
  config.quote_style = stylua.QuoteStyle.AutoPreferSingle;
  config.call_parentheses = stylua.CallParenType.Input;
  const before = fs.readFileSync(file, 'utf8');
  const after = stylua.formatCode(before, config, undefined, stylua.OutputVerification.Full);
  if (after === before) continue;
  const [is, is_to_be] = [before.split('\n'), after.split('\n')];
  const line = is.findIndex((text, number) => text !== is_to_be[number]);
  console.error(`${file}:${line + 1}: is\n  ${is[line]}\nand is to be\n  ${is_to_be[line]}`);
  status = 1;
}
process.exit(status);
