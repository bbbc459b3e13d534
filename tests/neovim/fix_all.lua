-- A writer mends a whole file at once, takes it back in one step, does it again, and saves.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  writer.put('customary.toml', 'prefer = "client"\n')
  local before = 'Our customers called.\r\n\r\nCUSTOMERS pay in May. Every customer’s boat is safe.\r\n'
  local after = 'Our clients called.\r\n\r\nCLIENTS pay in May. Every client’s boat is safe.\r\n'
  writer.put('notes.txt', before)
  local notes = writer.open('notes.txt')
  local findings = {
    { '1:5', 'customers', 'clients' },
    { '3:1', 'CUSTOMERS', 'CLIENTS' },
    { '3:29', 'customer’s', 'client’s' },
  }
  writer.sees(notes, findings)

  vim.api.nvim_buf_set_lines(notes, 1, 2, true, { 'Ahoy!' })
  writer.pause()
  writer.fix_all()
  writer.sees(notes, {})
  writer.same(
    'Our clients called.\nAhoy!\nCLIENTS pay in May. Every client’s boat is safe.',
    writer.text(notes),
    'mended'
  )

  writer.press('u')
  writer.sees(notes, findings)
  writer.same(
    'Our customers called.\nAhoy!\nCUSTOMERS pay in May. Every customer’s boat is safe.',
    writer.text(notes),
    'one step back'
  )
  writer.press('<C-r>')
  writer.sees(notes, {})

  vim.cmd.write()
  writer.same(
    (after:gsub('\r\n\r\n', '\r\nAhoy!\r\n')),
    writer.disk('notes.txt'),
    'the file on disk, with its line ends'
  )
end)
