-- A writer keeps phrases as they are: the policy learns them, and their findings go.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  local house = '# The house says client.\nprefer = "client"\n'
  local text = 'Our customer success managers are in.\n\nThe customer-facing desk is open.\n\nOur customers pay in May.'
  writer.put('customary.toml', house)
  writer.put('letter.md', text .. '\n')
  local letter = writer.open('letter.md')
  local success, desk, rest =
    { '1:5', 'customer', 'client' }, { '3:5', 'customer', 'client' }, { '5:5', 'customers', 'clients' }
  writer.sees(letter, { success, desk, rest })

  -- What is selected; and with nothing selected, the compound that the word stands in.
  writer.point_at('customer')
  writer.choose('quickfix', '^Keep .*“customer success managers”', 'v3e')
  writer.sees(letter, { desk, rest })
  writer.point_at('customer-facing')
  writer.choose('quickfix', '^Keep .*“customer%-facing”')
  writer.sees(letter, { rest })
  writer.same(text, writer.text(letter), 'the letter is untouched')

  -- The policy was edited in a buffer of its own, and counts already; saved, it counts for everybody.
  writer.same(house, writer.disk('customary.toml'), 'the policy on disk')
  vim.cmd.wall()
  local policy = writer.disk('customary.toml')
  assert(vim.startswith(policy, house), 'the rest of the policy stays: ' .. policy)
  for _, phrase in ipairs({ '"customer success managers"', '"customer-facing"' }) do
    assert(policy:find(phrase, 1, true), ('the policy names %s: %s'):format(phrase, policy))
  end
  writer.sees(letter, { rest })
end)
