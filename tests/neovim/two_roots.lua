-- Two repositories in one editor: each has its server, its policy, its counts; a fix of one leaves the other alone.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  local text = '# Quay\n\nOur customers called.\n\n# Office\n\nOur clients pay in May.\n'
  for name, prefer in pairs({ quay = 'client', shop = 'customer' }) do
    vim.fn.mkdir(writer.path(name .. '/.git'), 'p')
    writer.put(name .. '/customary.toml', ('prefer = "%s"\n'):format(prefer))
    writer.put(name .. '/page.md', text)
    writer.put(name .. '/closed.md', text)
  end
  local quay = writer.open('quay/page.md')
  writer.sees(quay, { { '3:5', 'customers', 'clients' } })
  local shop = writer.open('shop/page.md')
  writer.sees(shop, { { '7:5', 'clients', 'customers' } })
  assert(writer.client(quay).id ~= writer.client(shop).id, 'each root has a server')
  writer.same(
    { writer.path('quay'), writer.path('shop') },
    { writer.client(quay).root_dir, writer.client(shop).root_dir },
    'the roots'
  )

  if writer.offers(shop, 'customary.fixWorkspace') then
    writer.told('2 safe fixes', function()
      vim.cmd('Customary fix-workspace')
    end)
    writer.sees(shop, {})
    writer.reads(shop, 'Our customers pay in May.')
    vim.cmd.wall()
    assert(writer.disk('shop/closed.md'):find('Our customers pay in May.', 1, true), writer.disk('shop/closed.md'))
    writer.same(text, writer.disk('quay/page.md'), 'the other root')
    writer.same(text, writer.disk('quay/closed.md'), 'the other root')
    writer.sees(quay, { { '3:5', 'customers', 'clients' } })
  end

  -- A policy that another program writes counts in its own root, in every document that is open there.
  local closed = writer.open('quay/closed.md')
  writer.sees(closed, { { '3:5', 'customers', 'clients' } })
  writer.put('quay/customary.toml', 'prefer = "customer"\n')
  writer.sees(closed, { { '7:5', 'clients', 'customers' } })
  writer.sees(quay, { { '7:5', 'clients', 'customers' } })
  writer.sees(shop, {})
end)
