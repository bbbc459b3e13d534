-- A writer lets one line be: a comment says so, and the finding goes.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  writer.put('customary.toml', 'prefer = "client"\n')
  writer.put('letter.md', 'Our customers called.\n\nAll our customers came.\n')
  local letter = writer.open('letter.md')
  writer.sees(letter, { { '1:5', 'customers', 'clients' }, { '3:9', 'customers', 'clients' } })

  writer.point_at('customers came')
  writer.choose('quickfix', 'Ignore.* line')
  writer.reads(letter, 'customary-disable-')
  writer.sees(letter, { { '1:5', 'customers', 'clients' } })
  assert(writer.text(letter):find('<!-- customary-disable-', 1, true), 'a comment of Markdown: ' .. writer.text(letter))
  assert(writer.text(letter):find('All our customers came.', 1, true), 'the sentence stays: ' .. writer.text(letter))
end)
