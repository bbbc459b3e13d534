-- A policy that is open governs as it is typed, saved or not; closed, the disk counts again.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  writer.put('customary.toml', '# The house.\nprefer = "client"\n')
  writer.put('letter.md', '# Quay\n\nOur customers called.\n\n# Office\n\nOur clients pay in May.\n')
  local letter = writer.open('letter.md')
  local customers = { '3:5', 'customers', 'clients' }
  local clients = { '7:5', 'clients', 'customers' }
  writer.sees(letter, { customers })

  vim.cmd.split()
  local policy = writer.open('customary.toml')
  writer.same('toml', vim.bo[policy].filetype, 'the file type')
  writer.point_at('client"')
  writer.press('cwcustomer<Esc>')
  writer.same('# The house.\nprefer = "customer"', writer.text(policy), 'what was typed')
  writer.sees(letter, { clients })
  writer.same('# The house.\nprefer = "client"\n', writer.disk('customary.toml'), 'nothing was saved')

  -- Half a line is no policy: the last good one stays in force, and the place is shown.
  writer.press('oallow = [')
  writer.wait('the problem shows', function()
    return #vim.diagnostic.get(policy) == 1
  end)
  writer.sees(letter, { clients })
  writer.press('A"Our clients"]<Esc>')
  writer.wait('the problem is gone', function()
    return #vim.diagnostic.get(policy) == 0
  end)
  writer.sees(letter, {})

  vim.cmd('bwipeout!')
  writer.same({ letter }, vim.fn.tabpagebuflist(), 'the policy is closed')
  writer.sees(letter, { customers })
end)
