---@brief
---
--- Customary keeps a workspace's words to its terminology policy: *customer* or *client*, as the
--- house says. The policy is a file, `customary.toml`; the nearest one up the folders governs.
---
--- `customary` can be installed with cargo from a checkout:
--- ```sh
--- cargo install --path . --locked
--- ```
---
--- Where no policy file governs, the settings do; with none, each text is asked to keep to one of the two words:
--- ```lua
--- vim.lsp.config('customary', {
---   settings = { customary = { prefer = 'client', severity = 'information' } },
--- })
--- ```
--- The keys are `prefer`, `severity`, `allow`, `exclude`, `check` and `maxDiagnostics`.

---@type vim.lsp.Config
return {
  cmd = { 'customary', 'lsp' },
  -- Every format that is read. An open customary.toml, which is TOML, governs as it is typed.
  -- stylua: ignore
  filetypes = {
    'markdown', 'text', 'mdx', 'markdown.mdx', 'html', 'xhtml', 'xml', 'xslt', 'rst', 'asciidoc',
    'asciidoctor', 'tex', 'plaintex', 'typst', 'org', 'gitcommit', 'csv', 'tsv', 'json', 'jsonc',
    'json5', 'yaml', 'toml', 'jproperties', 'po', 'strings', 'fluent', 'jinja', 'htmldjango',
    'htmljinja', 'twig', 'liquid', 'eruby', 'handlebars', 'mustache', 'html.handlebars', 'blade',
    'vue', 'svelte', 'rust', 'python', 'javascript', 'javascriptreact', 'typescript',
    'typescriptreact', 'go', 'java', 'kotlin', 'scala', 'sbt', 'c', 'cpp', 'cuda', 'cs', 'swift',
    'ruby', 'php', 'lua', 'sh', 'bash', 'zsh', 'sql', 'mysql', 'plsql', 'css', 'scss', 'less',
    'terraform', 'terraform-vars', 'hcl', 'dockerfile', 'make',
  },
  -- The repository first: one server then serves every policy in it, and a policy above the repository,
  -- which does not govern it, cannot widen the workspace. A file with none of these works by itself.
  root_markers = { '.git', 'customary.toml', '.customary.toml' },
  -- Neovim 0.11 asks for diagnostics but cannot be told to ask again, as it must when a policy or a setting
  -- changes: such a Neovim is sent them instead.
  before_init = function(params)
    if not vim.tbl_get(params.capabilities, 'workspace', 'diagnostics', 'refreshSupport') then
      params.capabilities.textDocument.diagnostic = nil
    end
  end,
}
