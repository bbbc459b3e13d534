-- A file with no policy and no repository around it: the editor's settings count.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  vim.lsp.config('customary', { settings = { customary = { prefer = 'client', severity = 'information' } } })
  writer.put('note.txt', 'Our customers called.\n')
  local note = writer.open('note.txt')
  writer.same(nil, writer.client(note).root_dir, 'there is no root')
  writer.sees(note, { { '1:5', 'customers', 'clients', 'info' } })
  writer.point_at('customers')
  writer.choose('quickfix', 'clients')
  writer.reads(note, 'Our clients called.')
  writer.sees(note, {})
end)
