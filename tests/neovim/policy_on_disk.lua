-- The policy changes under the writer's feet: another program writes it, breaks it, mends it. Neovim on Linux
-- does not watch files for a server, and the writer touches nothing, so the server must see by itself.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  writer.put('customary.toml', 'prefer = "client"\n')
  local text = '# Quay\n\nOur customers called.\n\n# Office\n\nOur clients pay in May.\n'
  writer.put('letter.md', text)
  local letter = writer.open('letter.md')
  local customers = { '3:5', 'customers', 'clients' }
  local clients = { '7:5', 'clients', 'customers' }
  writer.sees(letter, { customers })

  writer.put('customary.toml', 'prefer = "customer"\n')
  writer.sees(letter, { clients })

  -- Broken: what was found stays, and the problem shows in the policy, open or not.
  writer.put('customary.toml', 'severity = "error"\nprefer = "client\n')
  local policy = vim.fn.bufadd(writer.path('customary.toml'))
  local function problems()
    return vim.diagnostic.get(policy)
  end
  writer.wait('the problem shows before the policy is opened', function()
    return #problems() == 1
  end)
  writer.sees(letter, { clients })
  writer.same(policy, writer.open('customary.toml'), 'the buffer of the policy')
  writer.wait('the problem shows in the open policy', function()
    return #problems() == 1
  end)
  local problem = problems()[1]
  writer.same(
    { 1, 'customary', vim.diagnostic.severity.ERROR },
    { problem.lnum, problem.source, problem.severity },
    'the problem'
  )

  -- Mended in the editor and saved.
  vim.api.nvim_buf_set_lines(policy, 1, 2, true, { 'prefer = "client"' })
  vim.cmd.write()
  writer.wait('the problem is gone', function()
    return #problems() == 0
  end)
  writer.sees(letter, { { '3:5', 'customers', 'clients', 'error' } })

  -- Deleted by somebody: no policy, so the letter is only held to the word that it used first. Written anew: it counts.
  vim.cmd.edit(writer.path('letter.md'))
  vim.cmd.bwipeout(policy)
  assert(vim.uv.fs_unlink(writer.path('customary.toml')))
  writer.sees(letter, { { '7:5', 'clients', 'customers', 'info' } })
  writer.put('customary.toml', 'prefer = "client"\n')
  writer.sees(letter, { customers })

  writer.same(text, writer.text(letter) .. '\n', 'the letter was never touched')
  writer.same(false, vim.bo[letter].modified, 'the letter was never touched')
end)
