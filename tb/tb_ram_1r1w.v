// Random reads and writes, often of the same word, against a shadow memory: a read gives the old
// word (read first), data hold while nothing is read, contents start at zero.
`timescale 1ns / 1ps
`default_nettype none
module tb_ram_1r1w;
  localparam DEPTH = 12;
  `include "tb.vh"

  reg         we = 1'b0, re = 1'b0, read_before = 1'b0;
  reg  [3:0]  waddr = 4'd0, raddr = 4'd0;
  reg  [10:0] wdata = 11'd0, want = 11'd0;
  reg  [10:0] shadow [0:DEPTH-1];
  wire [10:0] rdata;
  integer     i;

  initial for (i = 0; i < DEPTH; i = i + 1) shadow[i] = 11'd0;

  ram_1r1w #(.WIDTH(11), .DEPTH(DEPTH)) u_dut (
    .clk_i(clk),
    .we_i(we), .waddr_i(waddr), .wdata_i(wdata),
    .re_i(re), .raddr_i(raddr), .rdata_o(rdata)
  );

  always @(posedge clk) begin
    if (read_before) check("data", rdata, want);
    if (re) begin
      want = shadow[raddr];
      read_before <= 1'b1;
    end
    if (we) shadow[waddr] = wdata;
    we    <= coin(50);
    re    <= coin(60);
    waddr <= below(DEPTH);
    raddr <= coin(30) ? waddr : below(DEPTH);
    wdata <= below(2048);
    if (cycle == 5000) verdict(4000);
  end
endmodule
