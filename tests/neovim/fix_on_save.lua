-- The README's lines that fix on save do what it says: they are read from there and run.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  local readme = table.concat(vim.fn.readfile(writer.config .. '/README.md'), '\n')
  local blocks = vim.iter(readme:gmatch('```lua\n(.-)```')):filter(function(block)
    return block:find('BufWritePre', 1, true) ~= nil
  end)
  local lines = assert(blocks:next(), 'the README shows how to fix on save')
  assert(loadstring(lines, '=README.md'))()

  writer.put('customary.toml', 'prefer = "client"\n')
  writer.put('letter.md', 'Our customers called.\n')
  local letter = writer.open('letter.md')
  writer.sees(letter, { { '1:5', 'customers', 'clients' } })
  vim.cmd.write()
  writer.same('Our clients called.\n', writer.disk('letter.md'), 'the file on disk after one :write')
  writer.same(false, vim.bo[letter].modified, 'nothing is left to save')
  writer.sees(letter, {})

  -- What was typed a moment ago counts, and a file with nothing to mend is written as it is.
  vim.api.nvim_buf_set_lines(letter, 0, -1, true, { 'Dear customer,', 'welcome.' })
  vim.cmd.write()
  writer.same('Dear client,\nwelcome.\n', writer.disk('letter.md'), 'the file on disk after typing and :write')
  vim.cmd.write()
  writer.same('Dear client,\nwelcome.\n', writer.disk('letter.md'), 'the file on disk after one more :write')
end)
