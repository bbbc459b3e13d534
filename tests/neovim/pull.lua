-- A Neovim that asks for its findings (as later ones do that can be told to ask again) sees the same.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  local told_to_ask, pushed = 0, 0
  vim.lsp.config('customary', {
    capabilities = {
      textDocument = { diagnostic = { dynamicRegistration = false } },
      workspace = { diagnostics = { refreshSupport = true } },
    },
    handlers = {
      ['textDocument/publishDiagnostics'] = function()
        pushed = pushed + 1
      end,
      ['workspace/diagnostic/refresh'] = function(_, _, context)
        told_to_ask = told_to_ask + 1
        local client = assert(vim.lsp.get_client_by_id(context.client_id))
        for buffer in pairs(client.attached_buffers) do
          local document = vim.lsp.util.make_text_document_params(buffer)
          client:request('textDocument/diagnostic', { textDocument = document }, nil, buffer)
        end
        return vim.NIL
      end,
    },
  })
  writer.put('customary.toml', 'prefer = "client"\n')
  local text = 'Café 🚢: our customers called.\n\nOur clients wrote.\n'
  writer.put('a.md', text)
  writer.put('b.md', text)
  local a = writer.open('a.md')
  assert(writer.client(a).server_capabilities.diagnosticProvider, 'findings can be asked for')
  local first = { '1:17', 'customers', 'clients' }
  writer.sees(a, { first })
  local b = writer.open('b.md')
  writer.sees(b, { first })
  vim.api.nvim_buf_set_lines(b, 0, 0, true, { 'Dear all,', '' })
  writer.sees(b, { { '3:17', 'customers', 'clients' } })

  -- The house changes its mind: both are asked for again, the one that no window shows as well.
  writer.put('customary.toml', 'prefer = "customer"\nseverity = "error"\n')
  writer.sees(a, { { '3:5', 'clients', 'customers', 'error' } })
  writer.sees(b, { { '5:5', 'clients', 'customers', 'error' } })
  assert(told_to_ask > 0, 'Neovim was told to ask again')
  writer.same(0, pushed, 'nothing was pushed')
end)
