-- A writer says which word this workspace prefers: first there is no policy, then it is edited where it stands.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  writer.put('.git/HEAD', '')
  writer.put('letter.md', 'Our customers called.\n\nOur customers wrote, and a customer came.\n')
  local letter = writer.open('letter.md')
  writer.sees(letter, {})
  writer.point_at('customers')
  writer.choose('source.setPreference.customary', 'preference: client$')
  writer.sees(letter, {
    { '1:5', 'customers', 'clients' },
    { '3:5', 'customers', 'clients' },
    { '3:28', 'customer', 'client' },
  })
  local policy = writer.disk('customary.toml')
  assert(policy:find('\nprefer = "client"\n', 1, true), 'the policy says so: ' .. policy)
  assert(policy:find('letter', 1, true) or policy:find('customer', 1, true), 'and what it goes by: ' .. policy)

  -- Now there is one: its comments stay, and it counts before it is saved.
  local kept = '# The house.\nprefer = "client" # for now\n'
  writer.put('customary.toml', kept)
  writer.point_at('customers')
  writer.choose('quickfix', 'preference: off')
  writer.sees(letter, {})
  writer.same(kept, writer.disk('customary.toml'), 'the policy on disk, before it is saved')
  vim.cmd.wall()
  writer.same('# The house.\nprefer = "off" # for now\n', writer.disk('customary.toml'), 'the policy on disk')
end)
