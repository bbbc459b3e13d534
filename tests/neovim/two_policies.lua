-- In a repository the nearest policy governs, and one server serves them all.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  vim.fn.mkdir(writer.path('.git'))
  writer.put('customary.toml', 'prefer = "client"\n')
  writer.put('shop/customary.toml', 'prefer = "customer"\n')
  local text = '# Quay\n\nOur customers called.\n\n# Office\n\nOur clients pay in May.\n'
  writer.put('letter.md', text)
  writer.put('shop/page.md', text)

  local letter = writer.open('letter.md')
  writer.sees(letter, { { '3:5', 'customers', 'clients' } })
  local page = writer.open('shop/page.md')
  writer.sees(page, { { '7:5', 'clients', 'customers' } })
  writer.same(writer.client(letter).id, writer.client(page).id, 'one server serves both')
  writer.same(writer.workspace, writer.client(page).root_dir, 'its root is the repository')
end)
